/** Pages of the small CAS, French first, English second, without any script. */

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (one) => entities[one] ?? "");
}

const style = `body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem}label,input,button{display:block;width:100%;box-sizing:border-box}
input,button{font:inherit;padding:.6rem;margin:.2rem 0 1rem}button{background:#00695c;color:#fff;border:0}[lang=en]{color:#555}.bad{border-left:.3rem solid #b00020;padding-left:.8rem}`;

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="fr"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1>
${body}
</main></body></html>
`;
}

const said = (french: string, english: string): string => `<p>${french}</p>\n<p lang="en">${english}</p>`;

/** `execution` ties what is posted to the page it was shown on. */
export function loginPage(execution: string, refusedLogin: string | null): string {
  const refusal =
    refusedLogin === null
      ? ""
      : `<div class="bad" role="alert">${said("Identifiant ou mot de passe incorrect : rien n’a été ouvert. Réessayez.", "Wrong login or password: nothing was opened. Try again.")}</div>`;
  return page(
    "Connexion",
    `${said("CAS de démonstration : personnes inventées.", "Demonstration CAS: invented people.")}
${refusal}
<form method="post" id="fm1" action="login">
<label for="username">Identifiant <span lang="en">/ Login</span></label>
<input id="username" name="username" type="text" value="${escapeHtml(refusedLogin ?? "")}" autocomplete="username" autocapitalize="none" spellcheck="false" required>
<label for="password">Mot de passe <span lang="en">/ Password</span></label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<input type="hidden" name="execution" value="${escapeHtml(execution)}">
<input type="hidden" name="_eventId" value="submit">
<button type="submit">Se connecter <span lang="en" style="color:inherit">/ Sign in</span></button>
</form>`,
  );
}

export function signedInPage(login: string): string {
  return page("Connecté", said(`Vous êtes connecté : ${escapeHtml(login)}.`, `You are signed in: ${escapeHtml(login)}.`));
}

export function signedOutPage(): string {
  return page("Déconnecté", said("Vous êtes déconnecté de toutes les applications.", "You are signed out of every application."));
}

export function refusedServicePage(): string {
  return page(
    "Application non autorisée",
    said(
      "Cette application n’est pas déclarée dans le CAS : vous n’y avez pas été envoyé. Prévenez qui l’administre.",
      "This application is not registered in CAS: you were not sent to it. Tell its administrator.",
    ),
  );
}
