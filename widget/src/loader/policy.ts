/** The host page's Content-Security-Policy may keep the chat out: say once what to add. */

/** Watches for refusals that concern us. The answer tells whether the connection itself is refused. */
export function watchPolicy(origin: string): () => boolean {
  const told = new Set<string>();
  const host = origin.replace(/^http/, "");
  document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
    if (!blockedURI.replace(/^(http|ws)/, "").startsWith(host)) return;
    const directive = effectiveDirective.replace(/-elem$/, "");
    if (told.has(directive)) return;
    told.add(directive);
    const sockets = directive === "connect-src" ? ` ws${host}` : "";
    console.warn(`Samovar: the page's Content-Security-Policy keeps the chat out. Add: ${directive} ${origin}${sockets}`);
  });
  return () => told.has("connect-src");
}
