/** The SCIM endpoint on Fastify: `/scim/SOURCE/v2/…`, one plugin, mounted by whoever listens. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ScimResource, ScimToken, ScimType } from "#engine/scim-store.ts";
import { openDoor } from "./access.ts";
import type { ScimDeps } from "./deps.ts";
import { listResourceTypes, listResponse, listSchemas, serviceProviderConfig } from "./discovery.ts";
import { badRequest, errorBody, notFound, ScimError } from "./errors.ts";
import { list, readListQuery, relatedTo } from "./list.ts";
import type { Json } from "./path.ts";
import { etagOf, present, project, readProjection, shows } from "./present.ts";
import { create, patch, readOne, relatedOf, remove, replace, type Scene } from "./resources.ts";
import { resourceTypes } from "./schema.ts";

const mediaType = "application/scim+json; charset=utf-8";

interface Params {
  readonly source: string;
  readonly id: string;
}
type Request = FastifyRequest<{ Params: Params; Querystring: Readonly<Record<string, unknown>> }>;

/** Everything of SCIM, and nothing outside its own prefix. */
export function scimRoutes(app: FastifyInstance, deps: ScimDeps): void {
  const door = openDoor(deps);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(["application/scim+json", "application/json"], { parseAs: "string" }, (_request, text, done) => {
    try {
      done(null, JSON.parse(String(text)));
    } catch {
      done(badRequest("invalidSyntax", "The body is not JSON."));
    }
  });
  app.setErrorHandler((error, request, reply) => answerError(deps, error, request as Request, reply));
  app.setNotFoundHandler((_request, reply) => send(reply, 404, errorBody(new ScimError(404, "No such address."))));
  const tokens = new WeakMap<object, ScimToken>();
  // Before the body is read: strangers have nothing to send.
  app.addHook("onRequest", async (given) => {
    const source = /^\/scim\/([^/?]+)\/v2(?:[/?]|$)/.exec(given.url)?.[1] ?? "";
    tokens.set(given, await door.enter({ source, authorization: given.headers.authorization, address: given.ip }));
  });
  const scenes = sceneReader(deps, tokens);
  addDiscovery(app, deps, scenes);
  for (const type of ["User", "Group"] as const) addResources(app, scenes, { type, bodyLimit: deps.maximumBytes });
}

type SceneOf = (request: Request, type: ScimType) => Scene;

function sceneReader(deps: ScimDeps, tokens: WeakMap<object, ScimToken>): SceneOf {
  return (request, type) => {
    const { source } = request.params;
    const token = tokens.get(request);
    if (token === undefined || !deps.sources.has(source)) throw new ScimError(404, "No such source.");
    return { deps, source, type, by: `scim:${token.label}` };
  };
}

function baseOf({ publicUrl }: ScimDeps, source: string): string {
  return `${publicUrl}/scim/${source}/v2`;
}

function addDiscovery(app: FastifyInstance, deps: ScimDeps, sceneOf: SceneOf): void {
  const get = (path: string, answer: (base: string, id: string) => Json | undefined) =>
    app.get(`/scim/:source/v2/${path}`, async (given, reply) => {
      const request = given as Request;
      const { source } = sceneOf(request, "User");
      const found = answer(baseOf(deps, source), request.params.id);
      if (found === undefined) throw notFound(request.params.id);
      return send(reply, 200, found);
    });
  get("ServiceProviderConfig", (base) => serviceProviderConfig(deps, base));
  get("ResourceTypes", (base) => listResponse(listResourceTypes(base)));
  get("ResourceTypes/:id", (base, id) => listResourceTypes(base).find((one) => one.id === id));
  get("Schemas", (base) => listResponse(listSchemas(base)));
  get("Schemas/:id", (base, id) => listSchemas(base).find((one) => one.id === id));
}

function addResources(
  app: FastifyInstance,
  sceneOf: SceneOf,
  { type, bodyLimit }: { readonly type: ScimType; readonly bodyLimit: number },
): void {
  const { endpoint } = resourceTypes[type];
  const all = `/scim/:source/v2/${endpoint}`;
  const one = `${all}/:id`;
  const bounded = { bodyLimit };
  const ifMatch = ({ headers }: Request) => headers["if-match"] ?? null;
  app.get(all, async (given, reply) => sendList(reply, given as Request, sceneOf(given as Request, type)));
  app.get(one, async (given, reply) => {
    const request = given as Request;
    const scene = sceneOf(request, type);
    const resource = await readOne(scene, request.params.id);
    if (request.headers["if-none-match"]?.includes(etagOf(resource))) return reply.code(304).header("etag", etagOf(resource)).send();
    return sendOne(reply, 200, { request, scene, resource });
  });
  app.post(all, bounded, async (given, reply) => {
    const request = given as Request;
    const scene = sceneOf(request, type);
    return sendOne(reply, 201, { request, scene, resource: await create(scene, request.body) });
  });
  app.put(one, bounded, async (given, reply) => {
    const request = given as Request;
    const scene = sceneOf(request, type);
    return sendOne(reply, 200, { request, scene, resource: await replace(scene, request.params.id, request.body, ifMatch(request)) });
  });
  app.patch(one, bounded, async (given, reply) => {
    const request = given as Request;
    const scene = sceneOf(request, type);
    return sendOne(reply, 200, { request, scene, resource: await patch(scene, request.params.id, request.body, ifMatch(request)) });
  });
  app.delete(one, async (given, reply) => {
    const request = given as Request;
    const scene = sceneOf(request, type);
    await remove(scene, request.params.id, ifMatch(request));
    return reply.code(204).send();
  });
}

interface Sending {
  readonly request: Request;
  readonly scene: Scene;
  readonly resource: ScimResource;
}

async function sendOne(reply: FastifyReply, status: number, { request, scene, resource }: Sending): Promise<FastifyReply> {
  const projection = readProjection(request.query);
  const type = resourceTypes[scene.type];
  const isRelated = shows(projection, scene.type === "Group" ? "members" : "groups");
  const related = isRelated ? await relatedOf(scene, resource) : null;
  const base = baseOf(scene.deps, scene.source);
  const shown = present({ resource, related, base });
  reply.header("etag", etagOf(resource)).header("location", `${base}/${type.endpoint}/${resource.id}`);
  return send(reply, status, project(shown, projection, type));
}

async function sendList(reply: FastifyReply, request: Request, scene: Scene): Promise<FastifyReply> {
  const { deps, source, type } = scene;
  const projection = readProjection(request.query);
  const query = readListQuery(request.query, type);
  const place = { store: deps.store, source, type };
  const { total, resources } = await list(place, query);
  const related = shows(projection, type === "Group" ? "members" : "groups") ? await relatedTo(place, resources) : null;
  const base = baseOf(deps, source);
  const shown = resources.map((resource) => {
    const own = related === null ? null : (related.get(resource.id) ?? []);
    return project(present({ resource, related: own, base }), projection, resourceTypes[type]);
  });
  return send(reply, 200, listResponse(shown, { total, startIndex: query.startIndex }));
}

function send(reply: FastifyReply, status: number, body: Json): FastifyReply {
  return reply.code(status).header("content-type", mediaType).send(JSON.stringify(body));
}

/** A refusal of ours as it is; one of Fastify's (size, media type) in SCIM's form; anything else is our mistake, told to the log only. */
function answerError({ log }: ScimDeps, error: unknown, request: Request, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof ScimError ? error : toRefusal(error);
  if (refusal.status >= 500) log.error({ method: request.method, error: String(error) }, "SCIM request failed");
  if (refusal.status === 401) reply.header("www-authenticate", "Bearer");
  if (refusal.status === 429) reply.header("retry-after", "60");
  return send(reply, refusal.status, errorBody(refusal));
}

function toRefusal(error: unknown): ScimError {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status === 413) return new ScimError(413, "The body is too large.");
  if (status === 415) return new ScimError(415, "The body must be application/scim+json.");
  if (status >= 400 && status < 500) return new ScimError(status, error instanceof Error ? error.message : "Bad request.", "invalidSyntax");
  return new ScimError(503, "The request could not be served; try again later.");
}
