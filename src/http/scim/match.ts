/** Whether a resource passes a filter, with the case rules of its schema. */
import type { Comparison, Filter, Literal } from "./filter.ts";
import { type AttributePath, comparable, isObject, type Json, valuesAt } from "./path.ts";

export function matches(filter: Filter, resource: Json): boolean {
  switch (filter.is) {
    case "and":
      return matches(filter.left, resource) && matches(filter.right, resource);
    case "or":
      return matches(filter.left, resource) || matches(filter.right, resource);
    case "not":
      return !matches(filter.inner, resource);
    case "none":
      return false;
    case "pr":
      return isPresent(filter.path, resource);
    case "some":
      return itemsAt(resource, filter.path).some((item) => matches(filter.inner, alone(filter.path, item)));
    case "compare":
      return compares(filter.how, filter.path, filter.value, valuesAt(resource, filter.path));
    default:
      return filter satisfies never;
  }
}

function isPresent(path: AttributePath, resource: Json): boolean {
  if (path.sub !== null) return valuesAt(resource, path).length > 0;
  const holder = path.schema === null ? resource : resource[path.schema];
  const value = isObject(holder) ? holder[path.attribute.name] : undefined;
  return value != null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

export function itemsAt(resource: Json, { schema, attribute }: AttributePath): readonly unknown[] {
  const holder = schema === null ? resource : resource[schema];
  const value = isObject(holder) ? holder[attribute.name] : undefined;
  return Array.isArray(value) ? value : [];
}

/** A resource with one value only, so that all comparisons inside `[ ]` are about the same one. */
export function alone({ schema, attribute }: AttributePath, item: unknown): Json {
  const own = { [attribute.name]: [item] };
  return schema === null ? own : { [schema]: own };
}

/** `ne` is the contrary of `eq`; a comparison with null asks whether there is anything. */
function compares(how: Comparison, path: AttributePath, wanted: Literal, values: readonly unknown[]): boolean {
  if (how === "ne") return !compares("eq", path, wanted, values);
  if (wanted === null) return how === "eq" && values.length === 0;
  const { caseExact, type } = comparable(path);
  const fold = (value: unknown) => foldValue(value, { caseExact, isDate: type === "dateTime" });
  return values.some((value) => holds(how, fold(value), fold(wanted)));
}

function foldValue(value: unknown, { caseExact, isDate }: { readonly caseExact: boolean; readonly isDate: boolean }): unknown {
  if (typeof value !== "string") return value;
  if (isDate && !Number.isNaN(Date.parse(value))) return Date.parse(value);
  return caseExact ? value : value.toLowerCase();
}

function holds(how: Exclude<Comparison, "ne">, value: unknown, wanted: unknown): boolean {
  if (how === "eq") return value === wanted;
  if (typeof value === "string" && typeof wanted === "string") return textHolds(how, value, wanted);
  return typeof value === "number" && typeof wanted === "number" && orderHolds(how, Math.sign(value - wanted));
}

function textHolds(how: Exclude<Comparison, "ne" | "eq">, value: string, wanted: string): boolean {
  switch (how) {
    case "co":
      return value.includes(wanted);
    case "sw":
      return value.startsWith(wanted);
    case "ew":
      return value.endsWith(wanted);
    default:
      return orderHolds(how, value < wanted ? -1 : value > wanted ? 1 : 0);
  }
}

function orderHolds(how: Exclude<Comparison, "ne" | "eq">, order: number): boolean {
  switch (how) {
    case "gt":
      return order > 0;
    case "ge":
      return order >= 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
    default:
      return false;
  }
}
