// What this browser remembers for the operator: choices and unsent texts. Works without storage too.

import type { Filter } from "./filter";
import type { Draft } from "./state";

/** Choices that belong to this browser. */
export interface Choices {
  theme: "auto" | "light" | "dark";
  /** Single-letter keys are on. */
  keys: boolean;
  /** Notifications on the desktop. */
  notify: boolean;
  sound: boolean;
  /** The banner about notifications stays away until then. */
  quietUntil: number;
}

/** Storage of texts by name; `localStorage` is one. */
export type BrowserStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const CHOICES: Choices = { theme: "auto", keys: true, notify: true, sound: true, quietUntil: 0 };
const FILTER: Filter = { scope: "", state: "open", mine: false };
const STATES = ["open", "closed", "all"];

const PERSONAL = ["drafts", "filter", "line"];

/** Reads and writes under names of one operator, so that two people at one machine do not mix. */
export class Memory {
  private over = false;

  constructor(
    private readonly storage: BrowserStorage | null,
    private readonly owner: string,
  ) {}

  choices(): Choices {
    return { ...CHOICES, ...this.read<Partial<Choices>>("choices") };
  }

  keepChoices(choices: Choices): void {
    this.write("choices", choices);
  }

  /** Until when requests are taken for sockets. */
  recall(): { polled?: number } {
    return this.read("line") ?? {};
  }

  keep(way: { polled: number }): void {
    this.write("line", way);
  }

  drafts(): Record<string, Draft> {
    return this.read<Record<string, Draft>>("drafts") ?? {};
  }

  keepDrafts(drafts: Readonly<Record<string, Draft>>): void {
    this.write("drafts", drafts);
  }

  filter(): Filter {
    const { scope = "", state = "open", mine = false } = this.read<Partial<Filter>>("filter") ?? {};
    return STATES.includes(state) ? { scope, state, mine } : FILTER;
  }

  keepFilter(filter: Filter): void {
    this.write("filter", filter);
  }

  /** Nothing of this person stays but the look they chose, and nothing more is written. */
  wipe(): void {
    this.over = true;
    this.remove(PERSONAL.map(this.name));
  }

  /** Nothing of anybody else stays who worked in this browser before. */
  wipeOthers(): void {
    const personal = new RegExp(`^samovar\\.(${PERSONAL.join("|")})\\.`);
    const mine = PERSONAL.map(this.name);
    this.remove(
      Object.keys(this.storage ?? {}).filter((name) => personal.test(name) && !mine.includes(name)),
    );
  }

  private remove(names: string[]): void {
    try {
      for (const name of names) this.storage?.removeItem(name);
    } catch {
      // Forbidden: then nothing was kept either.
    }
  }

  private read<T>(name: string): T | null {
    try {
      return JSON.parse(this.storage?.getItem(this.name(name)) ?? "null");
    } catch {
      return null;
    }
  }

  private write(name: string, value: unknown): void {
    if (this.over) return;
    try {
      this.storage?.setItem(this.name(name), JSON.stringify(value));
    } catch {
      // Full or forbidden: what is on the screen still works, it is only forgotten at the next start.
    }
  }

  private readonly name = (name: string) => `samovar.${name}.${this.owner}`;
}
