// A conversation that waits for somebody: who, how long, how it begins, and the button that takes it.

import { firstName } from "../../../link/src/text/letters";
import type { Row } from "../../../link/src/wire";
import { accept, claim, decline } from "../desk/actions";
import { isOwn } from "../desk/channels";
import type { Desk } from "../desk/desk";
import { isHere, lastWords, numberBeside, rowName, visitorName, waitsSince } from "../desk/rows";
import { Accept } from "../ui/accept";
import { VisitorFace } from "../ui/avatar";
import { memo, useDesk, useSlice, useToday } from "../ui/hooks";
import { Countdown, WaitTimer } from "../ui/timer";
import { when } from "../words/dates";
import { plural, t } from "../words/texts";

/** "первый раз, Яндекс", "4-й визит, в прошлый раз: Анна" */
function origins(desk: Desk, row: Row): string {
  const { visits = 1, source = "" } = row.visitor ?? {};
  const known = row.prefer ? desk.state.people.find((person) => person.id === row.prefer)?.name : "";
  const visit = visits > 1 ? plural("nthVisit", visits) : t("firstVisit");
  return [visit, known ? t("lastTime", { name: firstName(known) }) : source].filter(Boolean).join(", ");
}

function Head({ row, timer, under }: { row: Row; timer: preact.JSX.Element; under: string }) {
  return (
    <div class="wait__top">
      <VisitorFace row={row} />
      <div class="grow">
        <b class="cut">{visitorName(row)}</b>
        <span class="small muted named">
          <span class="cut">{under}</span>
          <span class="named__n">{numberBeside(row)}</span>
        </span>
      </div>
      {timer}
    </div>
  );
}

/** The question and how much came after it; where nothing is asked any more, the last words. */
function Question({ row }: { row: Row }) {
  const me = useDesk().state.reader.id;
  const further = (row.unanswered ?? 0) - 1;
  const words = row.question || lastWords(row, me);
  if (!words) return null;
  return (
    <>
      <p>{words}</p>
      {further > 0 && <p class="wait__more">{plural("furtherMessages", further)}</p>}
    </>
  );
}

/** How long they have waited; of one who has left, since when. */
function Wait({ row }: { row: Row }) {
  const now = useToday();
  if (isHere(row)) return <WaitTimer since={waitsSince(row)} channel={row.channel} />;
  return <span class="small muted">{when(waitsSince(row), now)}</span>;
}

/** A waiting conversation. Who oversees its channel may look without taking. */
export const WaitCard = memo(({ row, oldest }: { row: Row; oldest: boolean }) => {
  const desk = useDesk();
  const { member, overseer, under, current } = useSlice((desk) => ({
    member: isOwn(desk.state.channels, row.channel),
    overseer: desk.state.reader.overseer,
    under: origins(desk, row),
    current: desk.place.route.conv === row.conv,
  }));
  const take = () => claim(desk, row);
  const look = () => desk.place.go({ conv: row.conv, card: false });
  const open = member ? take : look;
  const outsideOfButtons = (event: MouseEvent) => !(event.target as Element).closest("button") && open();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside does the same for the keyboard
    <article
      class="wait"
      aria-label={rowName(row)}
      aria-current={current ? "true" : undefined}
      onClick={outsideOfButtons}
    >
      <Head row={row} under={under} timer={<Wait row={row} />} />
      <Question row={row} />
      <div class="wait__act">
        <Accept row={row} oldest={oldest} onClick={take} />
        {overseer && (
          <button type="button" class="btn btn--ghost btn--s" onClick={look}>
            {t("read")}
          </button>
        )}
      </div>
    </article>
  );
});

/** What a colleague offers: the note, a minute to decide. */
export const OfferCard = memo(({ row }: { row: Row }) => {
  const desk = useDesk();
  const { offer } = row;
  if (!offer) return null;
  const under = t("offersYou", { name: firstName(offer.by.name) });
  return (
    <article class="wait wait--offer" aria-label={`${rowName(row)}. ${under}`}>
      <Head row={row} under={under} timer={<Countdown until={offer.until} />} />
      {offer.note ? <p class="wait__note">{offer.note}</p> : <Question row={row} />}
      <div class="wait__act">
        <Accept row={row} oldest onClick={() => accept(desk, row)} />
        <button type="button" class="btn btn--ghost btn--s" onClick={() => decline(desk, row)}>
          {t("decline")}
        </button>
      </div>
    </article>
  );
});
