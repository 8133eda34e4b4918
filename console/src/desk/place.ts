// Where in the console one is, and the browser's own memory of the way.

import { address, type Route } from "./route";

/** `arrived`: hears of each new place. */
export class Place {
  route: Route = { conv: null, card: false };

  constructor(private readonly arrived: (route: Route) => void) {}

  /** To a place in the console. Each step remembers where it came from. */
  go(route: Route): void {
    const [from, to] = [address(this.route), address(route)];
    if (to !== from) history.pushState({ from }, "", to);
    this.arrive(route);
  }

  /** Out of a place, as Back does where one came from there: no press of it may find the same place twice. */
  back(route: Route): void {
    const to = address(route);
    if (history.state?.from === to) history.back();
    else {
      if (to !== address(this.route)) history.replaceState(null, "", to);
      this.arrive(route);
    }
  }

  /** The address has changed: by `go`, or by Back and Forward. */
  arrive(route: Route): void {
    this.route = route;
    this.arrived(route);
  }
}
