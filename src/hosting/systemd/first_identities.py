"""First identities of a new platform, made on Synapse's own machine: campus's sender as administrator, Agent Smith as an ordinary user.

The same steps as campus takes on a platform that it hosts itself. Safe to run again. Only Python's own library and PyYAML, which Synapse brings.
"""
import argparse
import hashlib
import hmac
import json
import secrets
import sys
import urllib.error
import urllib.parse
import urllib.request

import yaml

ADMIN = "/_synapse/admin"


class Server:
    """Requests to the main process, as if they came from where the application service's token is allowed to work."""

    def __init__(self, base_url, as_token, forwarded_for):
        self.base_url = base_url
        self.as_token = as_token
        self.forwarded_for = forwarded_for

    def ask(self, method, path, body=None, token=""):
        headers = {"Content-Type": "application/json", "X-Forwarded-For": self.forwarded_for, "X-Forwarded-Proto": "https"}
        token = self.as_token if token == "" else token
        if token is not None:
            headers["Authorization"] = "Bearer " + token
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            try:
                return error.code, json.load(error)
            except ValueError:
                return error.code, {}

    def must(self, method, path, body=None, token=""):
        status, answer = self.ask(method, path, body, token)
        if status >= 300:
            raise SystemExit(f"{method} {path}: {status} {answer.get('errcode', '')} {answer.get('error', '')}")
        return answer


def quoted(user):
    return urllib.parse.quote(user, safe="")


def register(server, localpart):
    body = {"type": "m.login.application_service", "username": localpart, "inhibit_login": True}
    status, answer = server.ask("POST", "/_matrix/client/v3/register", body)
    if status >= 300 and answer.get("errcode") != "M_USER_IN_USE":
        raise SystemExit(f"register {localpart}: {status} {answer.get('errcode', '')} {answer.get('error', '')}")


def is_administrator(server, user):
    status, answer = server.ask("GET", f"{ADMIN}/v1/users/{quoted(user)}/admin")
    return status == 200 and answer.get("admin") is True


def make_administrator(server, user, shared_secret):
    """Through a passing administrator, gone when this returns."""
    nonce = server.must("GET", f"{ADMIN}/v1/register", token=None)["nonce"]
    username = "campus+bootstrap-" + secrets.token_hex(6)
    password = secrets.token_urlsafe(24)
    # Synapse's shared-secret registration: HMAC-SHA1 over these fields separated by NUL.
    mac = hmac.new(shared_secret.encode(), "\0".join([nonce, username, password, "admin"]).encode(), hashlib.sha1).hexdigest()
    body = {"nonce": nonce, "username": username, "password": password, "admin": True, "mac": mac}
    passing = server.must("POST", f"{ADMIN}/v1/register", body, token=None)
    own = passing["user_id"]
    try:
        server.must("PUT", f"{ADMIN}/v1/users/{quoted(user)}/admin", {"admin": True}, passing["access_token"])
        server.must("PUT", f"{ADMIN}/v1/users/{quoted(own)}/admin", {"admin": False})
    finally:
        server.ask("POST", f"{ADMIN}/v1/deactivate/{quoted(own)}", {"erase": True})


def main():
    parser = argparse.ArgumentParser()
    for name in ("settings", "secret", "identities"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    with open(options.identities, encoding="utf8") as file:
        names = json.load(file)
    with open(options.settings, encoding="utf8") as file:
        registrations = yaml.safe_load(file)["app_service_config_files"]
    with open(registrations[0], encoding="utf8") as file:
        as_token = yaml.safe_load(file)["as_token"]
    with open(options.secret, encoding="utf8") as file:
        shared_secret = yaml.safe_load(file)["registration_shared_secret"]

    server = Server(names["baseUrl"], as_token, names["forwardedFor"])
    connector, agent_smith = (f"@{names[one]}:{names['serverName']}" for one in ("connector", "agentSmith"))
    register(server, names["connector"])
    if not is_administrator(server, connector):
        make_administrator(server, connector, shared_secret)
    register(server, names["agentSmith"])
    for user in (connector, agent_smith):
        # 0 means: no limit of any kind.
        server.must("POST", f"{ADMIN}/v1/users/{quoted(user)}/override_ratelimit", {"messages_per_second": 0, "burst_count": 0})
    known = server.must("GET", f"{ADMIN}/v2/users/{quoted(agent_smith)}")
    if known.get("displayname") != names["displayName"]:
        server.must("PUT", f"{ADMIN}/v2/users/{quoted(agent_smith)}", {"displayname": names["displayName"]})
    return 0


if __name__ == "__main__":
    sys.exit(main())
