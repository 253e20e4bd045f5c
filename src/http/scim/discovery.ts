/** What the endpoint can do, told by itself (RFC 7644 §4, RFC 7643 §5-7). */
import type { ScimDeps } from "./deps.ts";
import type { Json } from "./path.ts";
import { type Attribute, resourceTypes, type Schema, schemas, urns } from "./schema.ts";

export function serviceProviderConfig({ maximumBytes }: Pick<ScimDeps, "maximumBytes">, base: string): Json {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: maximumBytes },
    filter: { supported: true, maxResults: 500 },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    authenticationSchemes: [
      { type: "oauthbearertoken", name: "Bearer token", description: "Made by `campus scim token`, at most 90 days old.", primary: true },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${base}/ServiceProviderConfig` },
  };
}

export function listResourceTypes(base: string): readonly Json[] {
  return Object.values(resourceTypes).map(({ type, endpoint, core, extensions }) => ({
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
    id: type,
    name: type,
    endpoint: `/${endpoint}`,
    description: core.description,
    schema: core.urn,
    schemaExtensions: extensions.map(({ urn }) => ({ schema: urn, required: false })),
    meta: { resourceType: "ResourceType", location: `${base}/ResourceTypes/${type}` },
  }));
}

export function listSchemas(base: string): readonly Json[] {
  return schemas.map((schema) => describe(schema, base));
}

function describe({ urn, name, description, attributes }: Schema, base: string): Json {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
    id: urn,
    name,
    description,
    attributes: attributes.map(describeAttribute),
    meta: { resourceType: "Schema", location: `${base}/Schemas/${urn}` },
  };
}

function describeAttribute({ name, type, multi, caseExact, required, readOnly, unique, description, sub }: Attribute): Json {
  return {
    name,
    type,
    multiValued: multi,
    description,
    required,
    caseExact,
    mutability: readOnly ? "readOnly" : "readWrite",
    returned: "default",
    uniqueness: unique ? "server" : "none",
    ...(sub.length > 0 ? { subAttributes: sub.map(describeAttribute) } : {}),
  };
}

export function listResponse(resources: readonly Json[], { total = resources.length, startIndex = 1 } = {}): Json {
  return { schemas: [urns.list], totalResults: total, startIndex, itemsPerPage: resources.length, Resources: resources };
}
