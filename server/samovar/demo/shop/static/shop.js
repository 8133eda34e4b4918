// The shop's own script: menus, the price of a size, and buttons that open the chat once it is there.

const price = new Intl.NumberFormat("ru-RU");
const metres = new Intl.NumberFormat("ru-RU", { minimumFractionDigits: 1 });

function calculate(form) {
  const { price: from, metre, base } = form.dataset;
  const sizes = [...form.querySelectorAll("input[type=range]")];
  const draw = () => {
    let sum = 0;
    for (const size of sizes) {
      sum += Number(size.value);
      form.querySelector(`[data-of=${size.name}]`).textContent = `${metres.format(size.value)} м`;
    }
    const total = Number(from) + Math.round(((sum - Number(base)) * Number(metre)) / 1000) * 1000;
    form.querySelector("[data-total]").textContent = `${price.format(total)} ₽`;
  };
  form.addEventListener("input", draw);
  form.addEventListener("submit", (event) => event.preventDefault());
}

// Without the chat the link leads to the telephones.
function openChat(event) {
  const button = event.target.closest("[data-chat]");
  if (!button || typeof window.samovar !== "function") return;
  event.preventDefault();
  window.samovar("open");
}

const city = document.querySelector(".city");
const burger = document.querySelector(".burger");
burger.hidden = false;

function toggleMenu(open) {
  burger.setAttribute("aria-expanded", String(open));
}

function closeMenus(event) {
  if (event.type === "keydown" && event.key !== "Escape") return;
  const outside = (part) => event.type === "keydown" || !part.contains(event.target);
  if (outside(city)) city.open = false;
  if (outside(document.querySelector(".top"))) toggleMenu(false);
}

burger.addEventListener("click", () => toggleMenu(burger.getAttribute("aria-expanded") === "false"));
for (const form of document.querySelectorAll("[data-sum]")) calculate(form);
document.addEventListener("click", openChat);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
