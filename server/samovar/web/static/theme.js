// The theme that this person chose in the console of this browser, before anything is drawn.
{
  const { me } = document.currentScript.dataset;
  try {
    const { theme } = JSON.parse(localStorage.getItem(`samovar.choices.${me}`)) ?? {};
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // No storage here, or not ours: the system's theme it is.
  }
}
