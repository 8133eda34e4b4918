// A try of the bell, the same in the console and on the page about oneself: sound and notification as they will come.

import type { Choices } from "../desk/memory";
import { t } from "../words/texts";
import type { Chime } from "./chime";
import { type Notices, permission } from "./notices";

/** Permission is asked by the way; answers what to look for or do. */
export async function trial(chime: Chime, notices: Notices, { sound, notify }: Choices): Promise<string> {
  if (sound) chime.play();
  if (!notify) return t(sound ? "testSound" : "testNothing");
  if (permission() === "default") await Notification.requestPermission();
  if (permission() !== "granted") return howToAllow();
  notices.show({ title: t("testTitle"), body: t("testBody") }, "", chime.ready || !sound);
  if (!notices.works) return t("notificationsNone");
  return t(sound ? "testSent" : "testShown");
}

/** What this browser does with notifications, and what to do about it. */
export function standing(): string {
  const now = permission();
  return now === "granted"
    ? t("notificationsGranted")
    : now === "default"
      ? t("notificationsUnasked")
      : howToAllow();
}

const howToAllow = () =>
  permission() === "none" ? t("notificationsNone") : `${t("notificationsDenied")} ${t("notificationsHow")}`;
