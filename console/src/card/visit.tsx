// What is known of the visitor and the visit: contacts, where from, with what, which pages.

import { webAddress } from "../../../link/src/text/addresses";
import type { Card, PageView, Visit } from "../../../link/src/wire";
import { pageName } from "../desk/cards";
import { Icon } from "../ui/icon";
import { span } from "../words/dates";
import { shownPhone } from "../words/phones";
import { plural, t } from "../words/texts";

function Link({ url, text }: { url: string; text: string }) {
  const href = webAddress(url);
  if (!href) return <span class="cut">{text}</span>;
  return (
    <a class="cut quiet" href={href} title={url} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}

/** Telephone and mail, where they were left. */
export function Contacts({ card: { phone, email } }: { card: Card }) {
  return (
    <>
      {phone && (
        <div class="kv">
          <Icon name="phone" />
          <a class="quiet" href={`tel:${phone}`}>
            {shownPhone(phone)}
          </a>
        </div>
      )}
      {email && (
        <div class="kv">
          <Icon name="mail" />
          <a class="cut quiet" href={`mailto:${email}`}>
            {email}
          </a>
        </div>
      )}
    </>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

function Source({ visit }: { visit: Visit }) {
  const { source: mark = "", campaign = "", ...rest } = visit.utm ?? {};
  const others = Object.entries(rest);
  const source = visit.source || mark;
  if (!source && !campaign && !others.length) return null;
  return (
    <div class="kv">
      <Icon name="megaphone" />
      <span>
        {source || t("sourceUnknown")}
        {campaign && <span class="faint"> / {campaign}</span>}
        {others.length > 0 && (
          <small class="faint">{others.map(([name, value]) => `${name}: ${value}`).join(" · ")}</small>
        )}
      </span>
    </div>
  );
}

/** Source with its marks, referrer, device. */
export function Origins({ visit }: { visit: Visit }) {
  return (
    <>
      <Source visit={visit} />
      {visit.referrer && (
        <div class="kv">
          <Icon name="link" />
          <Link url={visit.referrer} text={t("cameFrom", { host: hostOf(visit.referrer) })} />
        </div>
      )}
      {visit.device && (
        <div class="kv">
          <Icon name="monitor" />
          <span>{visit.device}</span>
        </div>
      )}
    </>
  );
}

function OnePage({ page, here }: { page: PageView; here: boolean }) {
  const live = here && page.ms === undefined;
  return (
    <li class={live ? "now" : ""}>
      <Link url={page.url} text={pageName(page)} />
      <time>{live ? t("nowShort") : page.ms === undefined ? "" : span(page.ms)}</time>
    </li>
  );
}

/** The pages of the visit, the newest first, the one being read marked. */
export function Pages({ card }: { card: Card }) {
  const { visit } = card;
  const pages = visit?.pages ?? [];
  if (!visit || pages.length === 0) return null;
  return (
    <section aria-labelledby="s-pages">
      <h3>
        <span id="s-pages">{t("pages")}</span>
        <span class="num">{plural("pagesCount", pages.length)}</span>
      </h3>
      <ol class="pages">
        {pages.map((page) => (
          <OnePage key={page.at + page.url} page={page} here={visit.here ?? false} />
        ))}
      </ol>
    </section>
  );
}
