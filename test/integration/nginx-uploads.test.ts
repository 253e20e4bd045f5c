/** Types of files that people may send, on a real nginx: what isn't on the list never reaches Synapse. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaints, hasNginx, type LabNginx, openNginx } from "../lab/nginx.ts";
import { sendRaw } from "../lab/stub-process.ts";

const upload = "/_matrix/media/v3/upload";
const types = ["image/*", "application/pdf", "application/vnd.oasis.opendocument.text"];

describe.skipIf(!hasNginx())("with a list of types", () => {
  let lab: LabNginx;
  beforeAll(async () => {
    lab = await openNginx({ platform: { profile: "lab", uploads: { types } } });
  });
  afterAll(() => lab?.stop());

  const send = (target: string, type: string | null, method = "POST") =>
    sendRaw({
      port: lab.site.reverseProxy?.public.port ?? 0,
      method,
      target,
      headers: { authorization: "Bearer syt_a_b", ...(type === null ? {} : { "content-type": type }) },
      body: "file",
    });
  const reached = () => lab.stub("media").seen.length;

  it("is accepted by nginx without a warning", () => expect(complaints(lab.site.places.nginx)).toBe(""));

  it.each(["image/png", "IMAGE/SVG+XML", "application/pdf", "application/pdf; charset=x", "application/vnd.oasis.opendocument.text"])(
    "%s is handed on",
    async (type) => {
      const before = reached();
      expect((await send(`${upload}?filename=a.png`, type)).status).toBe(200);
      expect((await send("/_matrix/media/v3/upload/univ-demo.example/abc", type, "PUT")).status).toBe(200);
      expect(reached()).toBe(before + 2);
    },
  );

  it.each([
    "text/html",
    "application/pdfx",
    "application/x+application/pdf",
    "image",
    "applicationxpdf",
    "application/vndxoasis.opendocument.text",
    "text/html image/png",
    "",
    null,
  ])("%j is refused, and told why", async (type) => {
    const before = reached();
    const answer = await send(upload, type);
    expect([answer.status, JSON.parse(answer.text).errcode]).toEqual([403, "M_FORBIDDEN"]);
    expect(answer.text).toContain("type");
    expect(reached()).toBe(before);
  });

  it("an address can't bring a type of its own, nor hide that it sends a file", async () => {
    const before = reached();
    for (const target of [`${upload}?x=%20image/png`, `${upload}?image/png`, "/_matrix/medi%61/v3/upload", "/_matrix/media//v3/upload"])
      expect((await send(target, "text/html")).status, target).not.toBe(200);
    for (const target of [`${upload}/univ-demo.example/abc`, "/_matrix/media/v1/create/../../v3/upload"])
      expect((await send(target, "text/html", "PUT")).status, target).not.toBe(200);
    expect(reached()).toBe(before);
  });

  it("what sends no file is asked for none", async () => {
    expect((await send("/_matrix/media/v1/create", "application/json")).status).toBe(200);
    expect((await send("/_matrix/client/v1/media/config", null, "GET")).status).toBe(200);
    expect((await send("/_matrix/client/v3/createRoom", "application/json")).status).toBe(200);
  });
});

describe.skipIf(!hasNginx())("without a list", () => {
  it("every type is handed on", async () => {
    const lab = await openNginx();
    try {
      const port = lab.site.reverseProxy?.public.port ?? 0;
      const headers = { authorization: "Bearer syt_a_b", "content-type": "text/html" };
      expect((await sendRaw({ port, method: "POST", target: upload, headers, body: "file" })).status).toBe(200);
    } finally {
      await lab.stop();
    }
  });
});
