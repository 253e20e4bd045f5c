/** What the PostgreSQL client is told, as it understands it itself. */
import pg from "pg";
import { expect, it } from "vitest";
import { withoutSecret, withPassword } from "./postgres.ts";

it.each(["simple", "p@ss/w:rd?#%&=+ é", "%41"])("gives the client the password %j", (password) => {
  const client = new pg.Client({ connectionString: withPassword("postgres://campus@db.example:5433/campus?sslmode=disable", password) });
  expect({ password: client.password, user: client.user, host: client.host, port: client.port }).toEqual({
    password,
    user: "campus",
    host: "db.example",
    port: 5433,
  });
});

it("never shows it", () => {
  expect(withoutSecret(withPassword("postgres://campus@db.example/campus?x=1", "secret"))).toBe("postgres://campus@db.example/campus");
});
