/** How the pages look: contrast above 7 in both colour schemes, readable at 320 px and at 200 %, no font or image fetched. */

export const pageStyle = `
:root { color-scheme: light dark; --ink: #1b1d22; --soft: #43474f; --paper: #fff; --back: #eef0f3; --link: #0b4a8f; --line: #c9ced6; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f1f3f6; --soft: #c8cdd5; --paper: #1e2127; --back: #121418; --link: #9cc8ff; --line: #4a505a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 1.0625rem/1.55 system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
header { padding: 1.25rem 1rem 0; text-align: center; color: var(--soft); font-weight: 600; }
header p { margin: 0; }
main { max-width: 40rem; margin: 1rem auto 2rem; padding: 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .75rem; font-size: 1.6rem; line-height: 1.25; }
h2, h3 { margin: 1.25rem 0 .25rem; font-size: 1.0625rem; }
section[lang="en"] > h2 { margin-top: 0; font-size: 1.35rem; }
p { margin: .5rem 0; }
ul { margin: .25rem 0 .75rem; padding-left: 1.25rem; }
hr { margin: 1.5rem 0; border: 0; border-top: 1px solid var(--line); }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; }
.button { display: inline-block; padding: .6rem 1.1rem; border-radius: .5rem; background: var(--link); color: var(--paper); font-weight: 600; text-decoration: none; }
.help, .code { color: var(--soft); }
.help { margin-top: 1rem; }
.code { margin-top: 1.5rem; font-size: .9375rem; }
`;
