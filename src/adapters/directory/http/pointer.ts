/** JSON Pointer (RFC 6901): where a value stands in a document. */

/** `/data/people` → reads it; undefined when any step is missing. */
export function compilePointer(pointer: string): (document: unknown) => unknown {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const [only = ""] = steps;
  if (steps.length === 1) return (document) => stepInto(document, only);
  return (document) => steps.reduce(stepInto, document);
}

/** Own properties only: a feed must not reach what every object has. */
function stepInto(value: unknown, step: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string, unknown>)[step];
}
