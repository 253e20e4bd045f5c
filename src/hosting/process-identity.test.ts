/** A process is known by more than its number. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { familyOf, identify, isAlive, memoryBytes, signal, signalGroup } from "./process-identity.ts";

it("recognises itself and not another process that had its number", () => {
  const self = identify(process.pid);
  if (self === null) throw new Error("no /proc");
  expect(isAlive(self)).toBe(true);
  expect(isAlive({ ...self, startTime: self.startTime - 1 })).toBe(false);
  expect(isAlive({ ...self, bootId: "another" })).toBe(false);
  expect(memoryBytes(process.pid)).toBeGreaterThan(10_000_000);
});

it("never signals a stranger that got the number of a dead process", async () => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  await once(child, "spawn");
  const known = identify(child.pid ?? 0);
  if (known === null) throw new Error("no child");
  expect(signal({ ...known, startTime: known.startTime - 1 }, "SIGKILL")).toBe(false);
  expect(isAlive(known)).toBe(true);
  expect(signal(known, "SIGKILL")).toBe(true);
  await once(child, "exit");
  expect(isAlive(known)).toBe(false);
  expect(signal(known, "SIGKILL")).toBe(false);
});

it("ends what a dead leader left in its group, and nothing of a living one", async () => {
  const leader = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  const [printed] = (await once(leader.stdout, "data")) as [Buffer];
  const member = identify(Number(printed.toString()));
  const pid = leader.pid ?? 0;
  expect([familyOf(pid), familyOf(pid, new Set([member?.pid ?? 0]))]).toEqual([[pid, member?.pid], [pid]]);
  if (member === null) throw new Error("no member");
  expect(signalGroup(pid, "SIGKILL")).toBe(false);
  expect(isAlive(member)).toBe(true);
  leader.kill("SIGKILL");
  await once(leader, "exit");
  expect(isAlive(member)).toBe(true);
  expect(signalGroup(pid, "SIGKILL")).toBe(true);
  for (let tries = 0; tries < 200 && isAlive(member); tries += 1) await new Promise((done) => setTimeout(done, 10));
  expect(isAlive(member)).toBe(false);
});
