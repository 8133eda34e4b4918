// Rings for all tabs of this browser: whatever stands and was not told, as soon as nothing holds it back.

import type { Desk } from "../desk/desk";
import {
  type Alert,
  causeOf,
  isHushed,
  Ledger,
  type Listener,
  tellingOf,
  type Words,
  wordsOf,
} from "./alerts";
import { Chime } from "./chime";
import { Lead } from "./lead";
import { Looking } from "./looking";
import { Notices } from "./notices";
import { trial } from "./trial";

const RINGS = "samovar-bell"; // held by the tab that rings
/** What was being read when one turned away is marked as read by then. */
const SETTLED_MS = 1_500;

/** Rings for the desk. */
export class Bell {
  private readonly ledger = new Ledger();
  private readonly chime = new Chime(() => this.attend());
  private readonly notices: Notices;
  private readonly lead = new Lead(RINGS, () => this.attend(), navigator.locks);
  private readonly looking = new Looking(navigator.locks);
  private readonly tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel(RINGS) : null;
  private readonly asking = new Set<string>();
  private asleep = false;

  constructor(private readonly desk: Desk) {
    this.notices = new Notices((conv) => desk.place.go({ conv, card: false }));
  }

  /** From now on. */
  start(): void {
    if (this.tabs) this.tabs.onmessage = ({ data }) => this.heard(data);
    this.desk.onFirst = (row) => this.seen(row);
    this.desk.onLoss = (text) => this.say(text);
    this.desk.subscribe(() => this.attend());
    for (const sign of ["focus", "blur", "visibilitychange"]) addEventListener(sign, () => this.turned());
    for (const sign of ["freeze", "pagehide"]) addEventListener(sign, () => this.sleep(true));
    for (const sign of ["resume", "pageshow"]) addEventListener(sign, () => this.sleep(false));
    this.chime.start();
    this.attend();
  }

  /** Something may have changed: who leads, what stands, what may be told. */
  attend(): void {
    this.look();
    this.lead.want(this.desk.link.state === "live" && !this.asleep && this.able);
    const standing = this.standing();
    this.notices.keep(new Set(standing.map(({ row }) => row.conv)));
    for (const alert of this.ledger.untold(standing)) this.raise(alert);
  }

  /** Sound and notification as they will come, permission asked by the way; answers what to look for or do. */
  async test(): Promise<string> {
    const said = await trial(this.chime, this.notices, this.desk.choices);
    this.desk.changed();
    return said;
  }

  /** Somebody would notice: what is chosen for this browser is also allowed there. */
  private get able(): boolean {
    const { notify, sound } = this.desk.choices;
    return (notify && this.notices.works) || (sound && this.chime.ready);
  }

  private get listener(): Listener {
    const { channels, reader } = this.desk.state;
    return { me: reader.id, channels, away: this.desk.myself.presence === "away" };
  }

  private standing(): Alert[] {
    const { listener } = this;
    return [...this.desk.state.rows.values()].flatMap((row) => causeOf(row, listener) ?? []);
  }

  /** Was there when the console was opened, or was let go by oneself: it is before one's eyes. */
  private seen(row: Alert["row"]): void {
    const alert = causeOf(row, this.listener);
    if (alert && !isHushed(alert, this.listener)) this.ledger.tell(tellingOf(alert));
  }

  private async raise(alert: Alert): Promise<void> {
    const key = tellingOf(alert);
    if (!this.lead.holds || isHushed(alert, this.listener) || this.asking.has(key)) return;
    this.asking.add(key);
    const looked = alert.kind === "message" && (await this.looking.sees(alert.row.conv));
    this.asking.delete(key);
    if (looked || !this.lead.holds) return;
    this.ledger.tell(key);
    this.tabs?.postMessage({ told: key });
    await this.ring(wordsOf(alert, this.desk.state.channels), alert.row.conv);
  }

  /** What is no cause that stands: it has happened. */
  private say(title: string): void {
    if (!this.lead.holds) return;
    this.ring({ title, body: "" }, "");
  }

  private async ring(words: Words, conv: string): Promise<void> {
    const { notify, sound } = this.desk.choices;
    if (notify) this.notices.show(words, conv, this.chime.ready || !sound);
    if (sound) await this.chime.play();
  }

  private heard({ told }: { told?: string }): void {
    if (told) this.ledger.tell(told);
    else setTimeout(() => this.attend(), SETTLED_MS);
  }

  private sleep(asleep: boolean): void {
    this.asleep = asleep;
    this.attend();
  }

  private turned(): void {
    this.look();
    setTimeout(() => this.attend(), SETTLED_MS);
    this.tabs?.postMessage({});
  }

  /** Says to all tabs which conversation is before the operator's eyes here. */
  private look(): void {
    const looks = document.visibilityState === "visible" && document.hasFocus();
    this.looking.at(looks ? this.desk.place.route.conv : null);
  }
}
