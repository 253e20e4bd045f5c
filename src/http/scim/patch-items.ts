/** An operation on the values of a multi-valued attribute that pass a filter. */
import { acceptValue } from "./accept.ts";
import { badRequest } from "./errors.ts";
import type { Filter } from "./filter.ts";
import { alone, matches } from "./match.ts";
import { isObject } from "./path.ts";
import { type Attribute, named } from "./schema.ts";

type Some = Extract<Filter, { is: "some" }>;

export interface ItemAct {
  readonly op: "add" | "replace" | "remove";
  readonly value: unknown;
  /** Sub-attribute; empty = the whole value. */
  readonly sub: string;
}

/**
 * A filter that nothing passes is `noTarget`, except for one made of equalities alone: clients then mean a value that is so
 * (Entra ID sets `emails[type eq "work"].value` without ever adding the address).
 */
export function patchItems(items: readonly unknown[], act: ItemAct, some: Some): readonly unknown[] {
  const { attribute } = some.path;
  const sub = act.sub === "" ? null : named(attribute.sub, act.sub);
  if (sub === undefined) throw badRequest("invalidPath", `Unknown attribute: ${attribute.name}.${act.sub.slice(0, 100)}.`);
  const chosen = items.filter((item) => matches(some.inner, alone(some.path, item)));
  if (chosen.length > 0) return items.flatMap((item) => (chosen.includes(item) ? changed(item, act, { attribute, sub }) : [item]));
  const implied = act.op === "remove" ? null : impliedBy(some.inner);
  if (implied === null) throw badRequest("noTarget", `No value of ${attribute.name} is so.`);
  return [...items, ...changed(implied, { ...act, op: "add" }, { attribute, sub })];
}

interface Target {
  readonly attribute: Attribute;
  readonly sub: Attribute | null;
}

function changed(item: unknown, { op, value }: ItemAct, { attribute, sub }: Target): readonly unknown[] {
  const before = isObject(item) ? item : {};
  if (sub === null) {
    if (op === "remove") return [];
    const [after] = (acceptValue(attribute, value) ?? []) as unknown[];
    return [isObject(after) ? { ...before, ...after } : item];
  }
  const { [sub.name]: _, ...others } = before;
  const accepted = op === "remove" ? undefined : acceptValue(sub, value);
  const after = accepted === undefined ? others : { ...others, [sub.name]: accepted };
  return Object.keys(after).length === 0 ? [] : [after];
}

/** `type eq "work" and primary eq true` → `{type: "work", primary: true}`; null when the filter says anything else. */
function impliedBy(filter: Filter): Record<string, unknown> | null {
  if (filter.is === "and") {
    const [left, right] = [impliedBy(filter.left), impliedBy(filter.right)];
    return left === null || right === null ? null : { ...left, ...right };
  }
  if (filter.is !== "compare" || filter.how !== "eq" || filter.path.sub === null) return null;
  const accepted = acceptValue(filter.path.sub, filter.value);
  return accepted === undefined ? null : { [filter.path.sub.name]: accepted };
}
