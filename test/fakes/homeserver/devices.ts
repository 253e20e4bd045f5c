/** Devices of the fake: tests give an account some, campus deletes them. */
import type { FakeModel } from "./model.ts";
import type { FakeRequest } from "./routing.ts";

const devices = new WeakMap<FakeModel, Map<string, Set<string>>>();

export function devicesOf(model: FakeModel, user: string): Set<string> {
  const all = devices.get(model) ?? new Map<string, Set<string>>();
  devices.set(model, all);
  const own = all.get(user) ?? new Set<string>();
  all.set(user, own);
  return own;
}

export function listDevices(model: FakeModel, { params }: FakeRequest): object {
  const own = [...devicesOf(model, params.user ?? "")];
  return { devices: own.map((device_id) => ({ device_id })), total: own.length };
}

export function deleteDevices(model: FakeModel, { params, body }: FakeRequest): object {
  for (const id of (body.devices as readonly string[] | undefined) ?? []) devicesOf(model, params.user ?? "").delete(id);
  return {};
}
