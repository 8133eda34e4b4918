"""Who works at «Ольха» and who came to ask."""

from dataclasses import dataclass

ANNA, IVAN, OLGA, TIMUR, MARINA = "anna", "ivan", "olga", "timur", "marina"
MOSCOW, KAZAN = "Москва", "Казань"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Somebody who answers; `key` names his face and his address too. `short`: how colleagues call him."""

    key: str
    name: str
    latin: str
    grammar: str
    short: str
    title: str
    title_latin: str
    channels: tuple[str, ...]
    role: str = "operator"

    @property
    def email(self) -> str:
        """His address."""
        return f"{self.key}@olha.example"


KITCHENS = {"title": "Дизайнер кухонь", "title_latin": "Kitchen designer"}
WORKERS = (
    Worker(
        key=ANNA, name="Анна Соколова", latin="Anna Sokolova", grammar="she", short="Анна", channels=(MOSCOW,),
        **KITCHENS,
    ),
    Worker(
        key=IVAN, name="Иван Ветров", latin="Ivan Vetrov", grammar="he", short="Иван", channels=(MOSCOW,),
        title="Дизайнер и замерщик", title_latin="Designer and surveyor",
    ),
    Worker(
        key=OLGA, name="Ольга Минц", latin="Olga Mintz", grammar="she", short="Ольга", channels=(MOSCOW,), **KITCHENS
    ),
    Worker(
        key=TIMUR, name="Тимур Ахметов", latin="Timur Akhmetov", grammar="he", short="Тимур", channels=(KAZAN,),
        **KITCHENS,
    ),
    Worker(
        key=MARINA, name="Марина Кузнецова", latin="Marina Kuznetsova", grammar="she", short="Марина",
        title="Руководитель салонов", title_latin="Head of showrooms", channels=(MOSCOW, KAZAN), role="administrator",
    ),
)  # fmt: skip

CITIES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    MOSCOW: (
        (MOSCOW, ("москва и область", "московская область")),
        *((town, ()) for town in (
            "Мытищи", "Химки", "Одинцово", "Балашиха", "Подольск", "Красногорск", "Люберцы", "Королёв", "Реутов",
            "Долгопрудный", "Зеленоград", "Домодедово", "Пушкино", "Щёлково", "Жуковский", "Лобня", "Видное",
        )),
    ),
    KAZAN: (
        (KAZAN, ("татарстан",)),
        *((town, ()) for town in (
            "Зеленодольск", "Иннополис", "Набережные Челны", "Нижнекамск", "Альметьевск", "Елабуга", "Волжск",
        )),
    ),
}  # fmt: skip
"""Channel → its cities, each with other ways to write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A visitor. `how` the city is known: page, chosen, ip, operator (then corrected by `by`)."""

    key: str
    name: str = ""
    city: str = MOSCOW
    how: str = "page"
    by: str = ""
    phone: str = ""
    email: str = ""
    device: str = "Windows, Chrome"


def _caller(key: str, name: str = "", city: str = MOSCOW, device: str = "Windows, Chrome", **more: str) -> Caller:
    return Caller(key=key, name=name, city=city, device=device, **more)


PHONE, LAPTOP, ANDROID, YANDEX, IPAD = (
    "iPhone, Safari", "macOS, Safari", "Android, Chrome", "Windows, Яндекс Браузер", "iPad, Safari",
)  # fmt: skip
CALLERS = (
    _caller(
        "lebedeva",
        "Мария Лебедева",
        "Мытищи",
        LAPTOP,
        phone="+79160004518",
        email="lebedeva.m@pochta.example",
    ),
    _caller("kornev", "Дмитрий Корнев", MOSCOW, phone="+79030001177"),
    _caller("orlova", "Светлана Орлова", "Химки", ANDROID, phone="+79261002233", how="operator", by=IVAN),
    _caller("ptitsyn", "Олег Птицын", MOSCOW, YANDEX, phone="+79850007741", email="ptitsyn@pochta.example"),
    _caller("gushchin", "Артём Гущин", "Красногорск", PHONE, phone="+79151004400"),
    _caller("ryabova", "Елена Рябова", MOSCOW, LAPTOP, phone="+79190002580", email="e.ryabova@pochta.example"),
    _caller("melnik", "Ирина Мельник", "Одинцово", PHONE, phone="+79065008811"),
    _caller("sedov", "Павел Седов", MOSCOW, email="sedov.p@pochta.example"),
    _caller("zueva", "Наталья Зуева", "Балашиха", ANDROID, phone="+79250003114"),
    _caller("akopyan", "Карен Акопян", MOSCOW, PHONE, phone="+79037004545"),
    _caller("fomina", "Вера Фомина", MOSCOW, YANDEX),
    _caller("tikhonov", "Сергей Тихонов", "Подольск", ANDROID, phone="+79164009090"),
    _caller("gurova", "Алла Гурова", MOSCOW, IPAD, phone="+79851112020", email="allagurova@pochta.example"),
    _caller("belov", "Николай Белов", "Королёв"),
    _caller("shatrova", "Ксения Шатрова", MOSCOW, PHONE, email="shatrova.k@pochta.example"),
    _caller("makarov", "Илья Макаров", MOSCOW, LAPTOP, phone="+79099003322"),
    _caller("dronova", "Людмила Дронова", "Люберцы", YANDEX, phone="+79268007007", how="chosen"),
    _caller("kim", "Роман Ким", MOSCOW, PHONE),
    _caller("baranova", "Оксана Баранова", "Реутов", ANDROID),
    _caller("levitin", "Михаил Левитин", MOSCOW, email="levitin@bureau.example"),
    _caller("savina", "Юлия Савина", "Зеленоград", PHONE, phone="+79031239876"),
    _caller("egorov", "Виктор Егоров", "Домодедово", YANDEX, phone="+79175550012"),
    _caller("popova", "Анастасия Попова", MOSCOW, PHONE),
    _caller("nazarov", "Тимофей Назаров", MOSCOW, LAPTOP),
    _caller("ershova", "Галина Ершова", "Щёлково", phone="+79162340011", how="chosen"),
    _caller("volkova", "Дарья Волкова", MOSCOW, PHONE, phone="+79857650099"),
    _caller("suvorov", "Андрей Суворов", "Долгопрудный", ANDROID),
    _caller("kotova", "Тамара Котова", MOSCOW, YANDEX, phone="+79035551818"),
    _caller("lapina", "Нина Лапина", "Видное", IPAD, phone="+79039904141"),
    _caller("anon1", "", MOSCOW, PHONE, how="ip"),
    _caller("anon2", "", "Мытищи", ANDROID, how="ip"),
    _caller("anon3", "", "Тула", how="ip"),
    _caller("anon4", "", MOSCOW, YANDEX),
    _caller("anon5", "", "Видное", PHONE, how="ip"),
    _caller("anon6", "", MOSCOW, ANDROID),
    _caller("anon7", "", "Пушкино", LAPTOP, how="chosen"),
    _caller("anon8", "", "Калуга", PHONE, how="ip"),
    _caller("anon9", "", MOSCOW, "Windows, Firefox"),
    _caller("khasanova", "Лилия Хасанова", KAZAN, PHONE, phone="+79170004411", email="liliya.kh@pochta.example"),
    _caller("safin", "Ренат Сафин", KAZAN, ANDROID, phone="+79600001928"),
    _caller("fatkhullin", "Ильдар Фатхуллин", "Волжск", ANDROID, phone="+79270005566"),
    _caller("gorbunov", "Алексей Горбунов", "Зеленодольск", YANDEX, phone="+79274443310"),
    _caller("valieva", "Гузель Валиева", KAZAN, LAPTOP, email="g.valieva@pochta.example"),
    _caller("mironova", "Ольга Миронова", "Набережные Челны", PHONE, phone="+79172203344", how="chosen"),
    _caller("galiev", "Марат Галиев", "Иннополис", LAPTOP, email="marat@inno.example"),
    _caller("denisova", "Екатерина Денисова", KAZAN, ANDROID),
    _caller("nuriev", "Айдар Нуриев", KAZAN, PHONE, phone="+79050312277"),
    _caller("anon10", "", KAZAN, ANDROID, how="ip"),
    _caller("anon11", "", "Нижнекамск", YANDEX, how="ip"),
    _caller("harris", "Emma Harris", MOSCOW, LAPTOP, email="emma.harris@mail.example"),
)
