"""A program of tests that stands where Synapse stands in a forking parent: it serves on Twisted's real reactor, or ends in some way."""

import json
import os
import sys
import threading


def main():
    how, *rest = sys.argv[1:]
    if how == "exit":
        sys.exit(int(rest[0]) if rest[0].isdigit() else rest[0])
    if how == "fail":
        raise RuntimeError(rest[0])
    serve(int(rest[0]))


def serve(port):
    from twisted.internet import reactor
    from twisted.web.resource import Resource
    from twisted.web.server import Site

    class Facts(Resource):
        isLeaf = True

        def render_GET(self, request):
            umask = os.umask(0)
            os.umask(umask)
            facts = {
                "pid": os.getpid(),
                "parent": os.getppid(),
                "session": os.getsid(0),
                "folder": os.getcwd(),
                "umask": umask,
                "threads": threading.active_count(),
            }
            return json.dumps(facts).encode()

    reactor.listenTCP(port, Site(Facts()), interface="127.0.0.1")
    print(f"serving on {port}")
    reactor.run()


if __name__ == "__main__":
    main()
