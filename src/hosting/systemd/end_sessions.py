"""Ends the sessions that a former token of the application service could have opened; run on Synapse's own machine once it is replaced.

Without --everybody those of the two service identities, which never sign in: with them goes every token that the administration
interface made in somebody's name. With it everybody's, since a session opened by that token is stored like any other.
Only Python's own library and PyYAML, which Synapse brings.
"""
import argparse
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))


class Server:
    """Requests to the main process, as if they came from where the application service's token is allowed to work."""

    def __init__(self, names, as_token):
        self.base_url = names["baseUrl"]
        self.headers = {
            "Authorization": "Bearer " + as_token,
            "Content-Type": "application/json",
            "X-Forwarded-For": names["forwardedFor"],
            "X-Forwarded-Proto": "https",
        }

    def must(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data, self.headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{method} {path.split('?')[0]}: {error.code}") from error

    def everybody(self):
        """Locked accounts too; deactivated ones have no session."""
        start = "0"
        while start is not None:
            page = self.must("GET", f"/_synapse/admin/v2/users?deactivated=false&locked=true&limit=1000&order_by=name&from={start}")
            yield from ((user["name"], bool(user["admin"])) for user in page["users"])
            start = page.get("next_token")

    def sign_out(self, user):
        self.must("POST", "/_matrix/client/v3/logout/all?user_id=" + urllib.parse.quote(user, safe=""), {})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", default="/etc/matrix-campus/synapse/homeserver.yaml")
    parser.add_argument("--identities", default=os.path.join(HERE, "identities.json"))
    parser.add_argument("--everybody", metavar="SERVER", help="the server's Matrix name, typed to confirm")
    options = parser.parse_args()
    with open(options.identities, encoding="utf8") as file:
        names = json.load(file)
    if options.everybody not in (None, names["serverName"]):
        raise SystemExit(f"--everybody {names['serverName']}: nothing was done")
    with open(options.settings, encoding="utf8") as file:
        registrations = yaml.safe_load(file)["app_service_config_files"]
    with open(registrations[0], encoding="utf8") as file:
        server = Server(names, yaml.safe_load(file)["as_token"])

    identities = [f"@{names[one]}:{names['serverName']}" for one in ("connector", "agentSmith")]
    accounts = [(user, False) for user in identities] if options.everybody is None else list(server.everybody())
    for user, _ in accounts:
        server.sign_out(user)
    strangers = [user for user, is_admin in accounts if is_admin and user not in identities]
    print(json.dumps({"accounts": len(accounts), "administrators": strangers}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
