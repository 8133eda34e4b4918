// The icons in use: Lucide (ISC licence), as shapes that build.mjs makes of its files.

import arrowDown from "lucide-static/icons/arrow-down.svg";
import arrowRightLeft from "lucide-static/icons/arrow-right-left.svg";
import bellOff from "lucide-static/icons/bell-off.svg";
import bellRing from "lucide-static/icons/bell-ring.svg";
import check from "lucide-static/icons/check.svg";
import checkCheck from "lucide-static/icons/check-check.svg";
import chevronDown from "lucide-static/icons/chevron-down.svg";
import chevronLeft from "lucide-static/icons/chevron-left.svg";
import circleAlert from "lucide-static/icons/circle-alert.svg";
import clock from "lucide-static/icons/clock.svg";
import cloudOff from "lucide-static/icons/cloud-off.svg";
import coffee from "lucide-static/icons/coffee.svg";
import copy from "lucide-static/icons/copy.svg";
import ellipsis from "lucide-static/icons/ellipsis.svg";
import flame from "lucide-static/icons/flame.svg";
import inbox from "lucide-static/icons/inbox.svg";
import info from "lucide-static/icons/info.svg";
import keyboard from "lucide-static/icons/keyboard.svg";
import link from "lucide-static/icons/link.svg";
import lock from "lucide-static/icons/lock.svg";
import logOut from "lucide-static/icons/log-out.svg";
import mail from "lucide-static/icons/mail.svg";
import mapPin from "lucide-static/icons/map-pin.svg";
import megaphone from "lucide-static/icons/megaphone.svg";
import menu from "lucide-static/icons/menu.svg";
import monitor from "lucide-static/icons/monitor.svg";
import moon from "lucide-static/icons/moon.svg";
import pencil from "lucide-static/icons/pencil.svg";
import phone from "lucide-static/icons/phone.svg";
import rotateCw from "lucide-static/icons/rotate-cw.svg";
import send from "lucide-static/icons/send-horizontal.svg";
import settings from "lucide-static/icons/settings.svg";
import note from "lucide-static/icons/sticky-note.svg";
import sun from "lucide-static/icons/sun.svg";
import undo from "lucide-static/icons/undo-2.svg";
import user from "lucide-static/icons/user-round.svg";
import x from "lucide-static/icons/x.svg";

/** A shape of an icon: its tag and attributes. */
export type Shape = [tag: string, attributes: Record<string, string>];

const all = {
  arrowDown,
  arrowRightLeft,
  bellOff,
  bellRing,
  check,
  checkCheck,
  chevronDown,
  chevronLeft,
  circleAlert,
  clock,
  cloudOff,
  coffee,
  copy,
  ellipsis,
  flame,
  inbox,
  info,
  keyboard,
  link,
  lock,
  logOut,
  mail,
  mapPin,
  megaphone,
  menu,
  monitor,
  moon,
  pencil,
  phone,
  rotateCw,
  send,
  note,
  settings,
  sun,
  undo,
  user,
  x,
};

export type IconName = keyof typeof all;

/** Shapes by name. */
export const icons: Record<IconName, Shape[]> = all;
