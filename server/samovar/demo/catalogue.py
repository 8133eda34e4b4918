"""What the shop sells and where it stands: the facts that its pages, and the past talks, agree on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kitchen:
    """One model. Prices in roubles: `price` for the shown size, `metre` for each running metre beyond."""

    slug: str
    name: str
    english: str
    title: str
    shape: str
    finish: str
    english_finish: str
    price: int
    metre: int
    words: str
    facts: tuple[tuple[str, str], ...]
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A finished kitchen. `view`: the part of the drawing that is shown; `flip`: as in a mirror."""

    name: str
    place: str
    room: str
    view: str
    size: str
    days: int
    price: int
    words: str
    flip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Salon:
    """Where to touch the fronts and drink tea."""

    city: str
    english: str
    where: str
    address: str
    english_address: str
    metro: str
    hours: str
    english_hours: str
    phone: str
    people: tuple[tuple[str, str], ...]


COMMON = (
    ("Петли и ящики", "с доводчиком, гарантия 10 лет"),
    ("Срок", "45 дней от замера"),
)
KITCHENS = (
    Kitchen(
        slug="neva-uglovaya", name="Нева", english="Neva", title="Нева угловая", shape="угловая", room="neva",
        finish="шалфей и дуб", english_finish="sage and oak", price=486_000, metre=92_000,
        words="Спокойная рамка, цвет шалфея и тёплый дуб на острове. Угол работает целиком: выкатной механизм "
        "достаёт кастрюли из самой глубины.",
        facts=(("Фасады", "МДФ в эмали, рамка 60 мм"), ("Столешница", "кварц 20 мм, бортик в цене"), *COMMON),
    ),
    Kitchen(
        slug="ladoga", name="Ладога", english="Ladoga", title="Ладога", shape="прямая", room="ladoga",
        finish="светлый ясень", english_finish="pale ash", price=412_000, metre=78_000,
        words="Живой ясень под маслом: видно каждую жилку, царапина правится за вечер. Для кухонь, где готовят каждый день.",
        facts=(("Фасады", "шпон ясеня, масло-воск"), ("Столешница", "ясень 38 мм или кварц"), *COMMON),
    ),
    Kitchen(
        slug="onega", name="Онега", english="Onega", title="Онега с островом", shape="с островом", room="onega",
        finish="сизая эмаль", english_finish="slate blue lacquer", price=534_000, metre=96_000,
        words="Сизая эмаль и плитка цвета морской воды. Остров на четверых, розетки спрятаны под столешницей.",
        facts=(("Фасады", "МДФ в матовой эмали"), ("Столешница", "кварц 20 мм, подвёрнутый край"), *COMMON),
    ),
    Kitchen(
        slug="svir", name="Свирь", english="Svir", title="Свирь угловая", shape="угловая", room="svir",
        finish="молочный шпон", english_finish="milky veneer", price=398_000, metre=74_000,
        words="Молочные фасады, которые не желтеют, и орех, который их согревает. Самая лёгкая из наших угловых.",
        facts=(("Фасады", "тонированный шпон дуба"), ("Столешница", "акриловый камень без швов"), *COMMON),
    ),
    Kitchen(
        slug="volkhov", name="Волхов", english="Volkhov", title="Волхов", shape="прямая", room="volkhov",
        finish="графит и дуб", english_finish="graphite and oak", price=448_000, metre=84_000,
        words="Графит без ручек на верхнем ряду и дуб там, где касаются рукой. На матовом покрытии не видно пальцев.",
        facts=(("Фасады", "HPL-пластик, стойкий к царапинам"), ("Столешница", "компакт-плита 12 мм"), *COMMON),
    ),
    Kitchen(
        slug="vuoksa", name="Вуокса", english="Vuoksa", title="Вуокса с островом", shape="с островом", room="vuoksa",
        finish="тёплая глина", english_finish="warm clay", price=566_000, metre=99_000,
        words="Цвет обожжённой глины и чернильный остров. Для тех, кто давно решил, что белая кухня не про них.",
        facts=(("Фасады", "МДФ в эмали, рамка 40 мм"), ("Столешница", "керамика 12 мм"), *COMMON),
    ),
)  # fmt: skip
PROJECTS = (
    Project(
        name="Чай на двенадцать человек",
        place="Москва, Хамовники",
        room="neva",
        view="520,60,720,580",
        size="3,4 × 2,1 м",
        days=43,
        price=612_000,
        words="Большая семья и старый самовар, который нельзя было убрать. Остров сделали под него: с розеткой и поддоном.",
    ),
    Project(
        name="Окно вместо шкафов",
        place="Мытищи",
        room="ladoga",
        view="640,40,560,451",
        size="2,9 м",
        days=45,
        price=398_000,
        flip=True,
        words="Хозяйка не хотела верхних шкафов у окна. Всё убрали в пенал, а на подоконник — столешницу из того же ясеня.",
    ),
    Project(
        name="Кухня-гостиная с морем",
        place="Казань, Старо-Татарская слобода",
        room="onega",
        view="560,0,880,660",
        size="3,8 × 1,2 м",
        days=47,
        price=688_000,
        words="Плитка цвета воды и сизые фасады. Вытяжку спрятали в короб, её почти не слышно.",
    ),
    Project(
        name="Восемь метров и ничего лишнего",
        place="Москва, Новые Черёмушки",
        room="svir",
        view="880,150,560,451",
        size="2,4 × 1,6 м",
        days=41,
        price=372_000,
        words="Хрущёвка, газовая плита и ригель у окна. Угол развернули, и встала посудомойка на 45 см.",
    ),
    Project(
        name="Тихий графит",
        place="Одинцово",
        room="volkhov",
        view="900,40,540,435",
        size="4,1 м",
        days=45,
        price=574_000,
        flip=True,
        words="Два кота, которые оставляли следы на всём глянцевом. На матовом пластике следов нет.",
    ),
    Project(
        name="Не белая",
        place="Казань, Ново-Савиновский",
        room="vuoksa",
        view="480,120,640,516",
        size="3,2 × 1,8 м",
        days=46,
        price=641_000,
        words="Семь лет смотрели на белую кухню. Теперь завтракают у глиняной стены, говорят, стали просыпаться раньше.",
    ),
)
SALONS = (
    Salon(
        city="Москва", english="Moscow", where="в Москве", address="Ленинский проспект, 90, вход со двора",
        english_address="90 Leninsky Avenue, entrance from the yard",
        metro="метро «Проспект Вернадского», 9 минут пешком", hours="каждый день с 9 до 21",
        english_hours="every day, 9 to 21", phone="+7 495 000-12-34",
        people=(("anna", "Анна Соколова"), ("ivan", "Иван Ветров"), ("olga", "Ольга Минц")),
    ),
    Salon(
        city="Казань", english="Kazan", where="в Казани", address="улица Баумана, 44, второй этаж",
        english_address="44 Bauman Street, second floor", metro="метро «Кремлёвская», 4 минуты пешком",
        hours="вторник — воскресенье с 10 до 20", english_hours="Tuesday to Sunday, 10 to 20",
        phone="+7 843 000-45-67", people=(("timur", "Тимур Ахметов"),),
    ),
)  # fmt: skip
TITLES = {
    "/": "Ольха — кухни из массива и шпона",
    "/kitchens": "Кухни — Ольха",
    **{f"/kitchens/{each.slug}": f"{each.title} — Ольха" for each in KITCHENS},
    "/projects": "Проекты — Ольха",
    "/how": "Как работаем — Ольха",
    "/salons": "Салоны — Ольха",
    "/en": "Olkha — kitchens in solid wood and veneer",
}
"""Every page of the shop and its title."""
