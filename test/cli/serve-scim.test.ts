/** The service's door for SCIM pushes: opened, tried again while the address is taken, closed with the service. */
import { expect, it } from "vitest";
import { type CliContext, openContext } from "#cli/context.ts";
import type { ScimListener } from "#cli/deps.ts";
import { type Receiver, receiveScim } from "#cli/serve-scim.ts";
import { AppError } from "#core/errors.ts";
import { silentLog } from "#engine/log.ts";
import { fakeTime } from "../fakes/time.ts";

function world() {
  const said = { err: "" };
  const context: CliContext = openContext(
    {
      ...{ out: { write: () => {} }, err: { write: (text: string) => (said.err += text) } },
      ...{ folder: "/", home: "/", version: "0.0.0", user: "essai", signal: new AbortController().signal },
      deps: () => Promise.reject(new Error("not needed")),
    },
    {},
  );
  const time = fakeTime("2026-10-01T08:00:00Z");
  const pushes: string[] = [];
  const close = async (): Promise<void> => {
    made.closed += 1;
  };
  const made = {
    said,
    time,
    pushes,
    taken: false,
    nobody: false,
    tries: 0,
    closed: 0,
    pushed: (_server: string) => {},
    open: (): Promise<Receiver> =>
      receiveScim({
        context,
        log: silentLog,
        workers: new Map([["prod", { pushed: () => pushes.push("prod") }]]),
        hub: {
          timer: time,
          async listenScim(pushed): Promise<ScimListener | null> {
            made.tries += 1;
            if (made.nobody) return null;
            if (made.taken) throw new AppError("scim.listen", { address: "127.0.0.1:8480", detail: "EADDRINUSE" });
            made.pushed = pushed;
            return { url: "http://127.0.0.1:8480", close };
          },
        },
      }),
  };
  return made;
}

it("listens at once, wakes whoever follows the source, and closes", async () => {
  const made = world();
  const receiver = await made.open();
  expect(made.said.err).toContain("http://127.0.0.1:8480");
  made.pushed("prod");
  made.pushed("elsewhere");
  expect(made.pushes).toEqual(["prod"]);
  await receiver.close();
  expect([made.tries, made.closed]).toEqual([1, 1]);
});

it("an address that is taken is told once, and taken over when it is free", async () => {
  const made = world();
  made.taken = true;
  const receiver = await made.open();
  expect(made.said.err).toContain("can't listen at 127.0.0.1:8480: EADDRINUSE");
  const told = made.said.err;
  await made.time.until("2026-10-01T08:02:00Z");
  expect(made.said.err).toBe(told);
  expect(made.tries).toBe(5);
  made.taken = false;
  await made.time.until("2026-10-01T08:03:00Z");
  expect([made.tries, made.said.err.slice(told.length)]).toEqual([6, "SCIM is received at http://127.0.0.1:8480.\n"]);
  await receiver.close();
  expect(made.closed).toBe(1);
});

it("tries no more once the service ends, and opens nothing where no source is pushed", async () => {
  const made = world();
  made.taken = true;
  const receiver = await made.open();
  await receiver.close();
  await made.time.until("2026-10-01T09:00:00Z");
  expect(made.tries).toBe(1);
  const quiet = world();
  quiet.nobody = true;
  const nothing = await quiet.open();
  expect(quiet.said.err).toBe("");
  await nothing.close();
});
