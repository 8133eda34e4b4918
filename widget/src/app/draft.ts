/** What he was writing survives a reload of the page. */
export class Draft {
  private readonly name: string;

  constructor(name: string) {
    this.name = `${name}:draft`;
  }

  get text(): string {
    try {
      return sessionStorage.getItem(this.name) ?? "";
    } catch {
      return "";
    }
  }

  set text(text: string) {
    try {
      sessionStorage.setItem(this.name, text);
    } catch {
      // Blocked: it lives as long as the page.
    }
  }
}
