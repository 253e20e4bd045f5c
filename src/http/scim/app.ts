/** A Fastify application that serves SCIM alone; it listens to nothing yet. */
import fastify, { type FastifyInstance } from "fastify";
import type { ScimDeps } from "./deps.ts";
import { scimRoutes } from "./routes.ts";

const secondsPerRequest = 30;

export function buildScimApp(deps: ScimDeps): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: deps.maximumBytes,
    // The site's proxy is on this machine; nobody else's word about addresses is believed.
    trustProxy: "loopback",
    requestTimeout: secondsPerRequest * 1000,
    routerOptions: { maxParamLength: 200 },
  });
  mountScim(app, deps);
  return app;
}

/** Adds the SCIM addresses to an application that serves others too; its own parsers and errors stay inside. */
export function mountScim(app: FastifyInstance, deps: ScimDeps): void {
  void app.register((scoped, _options, done) => {
    scimRoutes(scoped, deps);
    done();
  });
}
