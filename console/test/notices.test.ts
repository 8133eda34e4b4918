import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Notices } from "../src/notices/notices";

/** What stands on the desktop, as a browser shows it: one tag is one place, and what replaces there makes no sound. */
class Desktop {
  static permission = "granted";
  static shown: Desktop[] = [];
  onclick = () => {};
  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    Desktop.shown.push(this);
  }

  close(): void {
    Desktop.shown = Desktop.shown.filter((each) => each !== this);
  }
}

const put = (it: unknown) => Object.assign(globalThis, { Notification: it });
afterEach(() => {
  Desktop.shown = [];
  Desktop.permission = "granted";
});
const titles = () => Desktop.shown.map(({ title }) => title);

test("the second of one conversation is a notification of its own, and the first is gone", () => {
  put(Desktop);
  const notices = new Notices(() => {});
  notices.show({ title: "Мария", body: "1" }, "c", false);
  notices.show({ title: "Мария: 2 новых сообщения", body: "2" }, "c", false);
  assert.deepEqual(titles(), ["Мария: 2 новых сообщения"]);
  assert.equal(Desktop.shown[0]?.options.tag, undefined);
});

test("what was read or taken is closed, another conversation's stays", () => {
  put(Desktop);
  const notices = new Notices(() => {});
  notices.show({ title: "Мария", body: "" }, "c", false);
  notices.show({ title: "Павел", body: "" }, "d", false);
  notices.keep(new Set(["d"]));
  assert.deepEqual(titles(), ["Павел"]);
});

test("where a browser lets no page show any, nothing counts on them", () => {
  put(
    class {
      static permission = "granted";
      constructor() {
        throw new TypeError("use a service worker");
      }
    },
  );
  const notices = new Notices(() => {});
  assert.equal(notices.works, true);
  notices.show({ title: "Мария", body: "" }, "c", false);
  assert.equal(notices.works, false);
});
