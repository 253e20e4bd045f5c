/** The small CAS of the lab sends people to Synapse's own page and nowhere else. */
import { describe, expect, it } from "vitest";
import type { Site } from "../site.ts";
import { renderSampleCas } from "./render-sample-cas.ts";

const places = { cas: { conf: "/p/conf/cas", data: "/p/data/cas" } };
const site = { sampleCas: { address: "127.0.0.1", port: 23456 }, publicUrl: "http://127.0.0.1:20001/", places } as unknown as Site;

describe("settings of the small CAS", () => {
  const [file] = renderSampleCas(site);
  const settings = JSON.parse(file?.text ?? "{}");

  it("are a private file that names port and people", () => {
    expect(file).toMatchObject({ component: "cas", path: "/p/conf/cas/cas.json", mode: 0o600 });
    expect(settings).toMatchObject({ port: 23456, people: "/p/data/cas/people.json" });
  });

  it.each([
    ["http://127.0.0.1:20001/_matrix/client/r0/login/cas/ticket?redirectUrl=http%3A%2F%2F127.0.0.1%3A20002%2F%23%2F", true],
    ["http://127.0.0.1:20001/_matrix/client/v3/login/cas/ticket?session=abc", true],
    ["http://127.0.0.1:20001/_matrix/client/r0/login/cas/ticket", true],
    ["http://127.0.0.1:200011/_matrix/client/r0/login/cas/ticket", false],
    ["http://127x0.0.1:20001/_matrix/client/r0/login/cas/ticket", false],
    ["http://127.0.0.1:20001@elsewhere.example/_matrix/client/r0/login/cas/ticket", false],
    ["http://elsewhere.example/?http://127.0.0.1:20001/_matrix/client/r0/login/cas/ticket", false],
  ])("register %s: %s", (address, isRegistered) => {
    expect(new RegExp(`^(?:${settings.services[0].pattern})$`, "i").test(address)).toBe(isRegistered);
  });

  it("are none where there is no such CAS", () => {
    expect(renderSampleCas({ ...site, sampleCas: null })).toEqual([]);
  });
});
