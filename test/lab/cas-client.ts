/** A browser reduced to what signing in takes: follows forms of any CAS, keeps its cookies, stops at every redirection. */

export interface Page {
  readonly status: number;
  readonly type: string | null;
  readonly location: string | null;
  readonly text: string;
}

export interface CasBrowser {
  readonly cookies: ReadonlyMap<string, string>;
  get(url: string): Promise<Page>;
  /** Posts the form of that page, hidden fields included, with these values in it. */
  submit(url: string, page: Page, values: Readonly<Record<string, string>>): Promise<Page>;
  /** Shows the login form of a CAS and posts it; `service` null: none. */
  signIn(cas: string, login: string, password: string, service: string | null): Promise<Page>;
}

export function loginUrl(cas: string, service: string | null, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...(service === null ? {} : { service }), ...more });
  return `${cas}/login?${query}`;
}

const attributeOf = (tag: string, name: string): string | null => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? null;

const decodeEntities = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");

function hiddenFields(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => attributeOf(tag, "type") === "hidden");
  return Object.fromEntries(inputs.map((tag) => [attributeOf(tag, "name") ?? "", decodeEntities(attributeOf(tag, "value") ?? "")]));
}

/** True when the page asks for a login and a password. */
export function isLoginForm({ text }: Page): boolean {
  return /name="username"/.test(text) && /name="password"/.test(text) && /name="execution"/.test(text);
}

/** Ticket in the address somebody was sent to; null: none. */
export function ticketOf({ location }: Page): string | null {
  return location === null ? null : new URL(location).searchParams.get("ticket");
}

export function openCasBrowser(): CasBrowser {
  const cookies = new Map<string, string>();

  function keep(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [name = "", ...value] = (line.split(";", 1)[0] ?? "").split("=");
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value.join("="));
    }
  }

  async function ask(url: string, init: RequestInit): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { cookie, "user-agent": "lab" } });
    keep(response.headers);
    const text = await response.text();
    return { status: response.status, type: response.headers.get("content-type"), location: response.headers.get("location"), text };
  }

  const get = (url: string): Promise<Page> => ask(url, {});

  async function submit(url: string, page: Page, values: Readonly<Record<string, string>>): Promise<Page> {
    const action = decodeEntities(/<form\b[^>]*\baction="([^"]*)"/.exec(page.text)?.[1] ?? "");
    const body = new URLSearchParams({ ...hiddenFields(page.text), ...values });
    return ask(new URL(action, url).href, { method: "POST", body });
  }

  return {
    cookies,
    get,
    submit,
    async signIn(cas, username, password, service) {
      const url = loginUrl(cas, service);
      return submit(url, await get(url), { username, password });
    },
  };
}
