"""Talks of Kazan; some came from Moscow."""

from samovar.demo.people import ANNA, KAZAN, OLGA, TIMUR
from samovar.demo.script import Talk, by, done, g, h, leave, minutes, move, note, release
from samovar.demo.talks.pages import HOME, HOW, KITCHENS, LADOGA, NEVA, ONEGA, PROJECTS, SALONS, SVIR, VUOKSA

TALKS = (
    Talk(caller="khasanova", days=31, at="11:02", channel=KAZAN, source="2gis", path=(SALONS, VUOKSA), lines=(
        g("Исәнмесез! Баумана, 44 — это где раньше книжный был?"), by(TIMUR, 13),
        h("Исәнмесез! Он самый, второй этаж. Книги не унесли, стоят на «Вуоксе», можно листать."),
        g("Как мило. А глиняная есть живьём?"), h("Есть, с островом. Приходите вечером: под лампой она другая."),
        g("Зайду после шести"), h("Чай с чак-чаком, не опаздывайте."), done(),
    )),
    Talk(caller="khasanova", days=30, at="13:47", channel=KAZAN, path=(VUOKSA,), lines=(
        g("Тимур, я вчера была. Беру. Комната 3,2 на 1,8 угол"), by(TIMUR, 9),
        h("Лилия, рад! Угол 3,2 × 1,8 в глине — 566 000 с островом, 471 000 без. Остров встанет, если убрать стол."),
        g("Стол бабушкин, убирать нельзя"), h("Тогда угол без острова, а столу сделаем столешницу из того же дуба."),
        note("Бабушкин стол остаётся. Столешница под него 1,2 × 0,8, дуб."), g("Вот это да. Давайте замер"),
        h("Среда, 18:00."), g("Жду"), done(),
    )),
    Talk(caller="khasanova", days=4, at="17:22", channel=KAZAN, path=(VUOKSA, HOW), lines=(
        g("Собрали! Бабушка сказала: наконец-то красиво. Спасибо за стол"), by(TIMUR, 25),
        h("Лилия, это лучший отзыв за месяц. Бабушке поклон."), g("Отзыв написала, вот тут в 2ГИС"), done(),
    )),
    Talk(caller="safin", days=28, at="19:15", channel=KAZAN, path=(LADOGA,), lines=(
        g("Сәлам. Ясень в частный дом, зимой 30 мороза топим печкой. Не поведёт?"), by(TIMUR, 17),
        h("Сәлам! Если влажность ниже 40 %, любой массив дышит. Ставьте шпон: тот же рисунок, а основа не гуляет."),
        g("а цена?"), h("«Ладога» в шпоне дешевле на 32 000: на 3 метра 380 000."), g("Убедил"), done(),
    )),
    Talk(caller="safin", days=11, at="10:10", channel=KAZAN, path=(LADOGA, HOW), lines=(
        g("Сборщики закончили, но шкаф над печью греется"), by(TIMUR, 15),
        h("Ставим экран: лист нержавейки и 3 см воздуха. Завтра мастер привезёт, бесплатно, надо было сразу."),
        note("Саф: экран над печью, забыли на замере. Записать в памятку."), g("Рәхмәт"), done(),
    )),
    Talk(caller="gorbunov", days=26, at="14:38", channel=KAZAN, source="yandex", path=(KITCHENS, SVIR), lines=(
        g("В Зеленодольск поедете?"), by(TIMUR, 8), h("Поедем, 40 минут. В четверг как раз двое ваших соседей, заеду ко всем."),
        g("Тогда и ко мне: Королёва 14"), h("Записал, буду около трёх."), done(),
    )),
    Talk(caller="valieva", days=24, at="21:04", channel=KAZAN, source="pinterest", path=(ONEGA, PROJECTS), origin="invited", lines=(
        g("Мне снится ваша кухня с морем из Старо-Татарской. Сколько она стоила?"), by(TIMUR, 32),
        h("688 000: большая, с двумя пеналами и плиткой. В вашем размере почти наверняка меньше. Какая у вас стена?"),
        g("3,5 и короткая 1,2"), h("«Онега» 3,5 + 1,2 — 505 000."), g("О, тогда сон сбудется"), done(),
    )),
    Talk(caller="valieva", days=16, at="12:16", channel=KAZAN, path=(ONEGA,), lines=(
        g("Проект прекрасный! Одно: мойку под окно, я люблю смотреть на двор"), by(TIMUR, 20),
        h("Сделаю. Подоконник 84 см, столешницу подведём вровень: цветы и мойка на одном уровне."), g("😍"), done(),
    )),
    Talk(caller="mironova", days=22, at="15:55", source="google", path=(HOME, SVIR), lines=(
        g("Здравствуйте! Набережные Челны, угловая 2,5 на 1,8. Вы работаете у нас?"), by(OLGA, 14),
        h("Здравствуйте! Вы попали в Москву, передаю вас в Казань: Челны — их земля, выезжают каждую неделю."),
        note("Челны, угол 2,5 × 1,8, «Свирь»."), move(KAZAN, "Челны, угловая 2,5 × 1,8. Ждёт цену «Свири»"),
        by(TIMUR, 41), h("Ольга, добрый день, это Тимур из Казани. «Свирь» 2,5 × 1,8 — 368 000, доставка в Челны 6 400."),
        g("Отлично, и мерите бесплатно?"), h("Да, по вторникам. В этот вторник есть место в 12:00."), g("Ура, записывайте"),
        done(),
    )),
    Talk(caller="galiev", days=20, at="10:22", channel=KAZAN, source="telegram", path=(KITCHENS, HOW), lines=(
        g("Иннополис, хочу умный свет и чтобы ничего не мигало. Делаете?"), by(TIMUR, 19),
        h("Делаем: лента с диммером без мерцания, управление выключателем, приложение по желанию. Блок в цоколе, доступ есть."),
        g("Вот это разговор. Протокол?"), h("DALI или Zigbee, как скажете. Сам голосую за Zigbee: проще менять."),
        note("Марат, айтишник: хочет Zigbee и подробную схему. Дать технолога."), g("Пришлите схему, я въедливый"),
        h("Пришлю в PDF с подписями проводов. Въедливые — мои любимые клиенты."), done(),
    )),
    Talk(caller="galiev", days=5, at="19:33", channel=KAZAN, path=(HOW, HOME), lines=(
        g("Схема отличная, нашёл одну ошибку: на листе 3 перепутаны фазы"), by(TIMUR, 11),
        h("Проверил: вы правы. Исправил, спасибо. За въедливость скидка на диммер 100 %."), g("Ха, договорились"), done(),
    )),
    Talk(caller="denisova", days=14, at="16:50", channel=KAZAN, path=(NEVA,), lines=(
        g("Сколько стоит угловая кухня 2,8 на 2,1 в шалфее?"), by(TIMUR, 26),
        h("«Нева» 2,8 × 2,1 — 504 000, кварц и сборка внутри. Хотите план с размерами?"),
        g("Да, но у меня только глазомер"), h("Хватит глазомера: приеду с лазером, когда скажете."),
        g("Пока смотрю, напишу на неделе"), done(),
    )),
    Talk(caller="nuriev", days=12, at="20:29", channel=KAZAN, path=(VUOKSA, HOW), lines=(
        g("Тёща говорит, глина — это маркий цвет. Права?"), by(TIMUR, 22), release(15), by(TIMUR, 30),
        h("Тёща права про светлую штукатурку, а фасады моются. Самая маркая на свете кухня — белая глянцевая."),
        g("показал ей ваш ответ, она хочет с вами поговорить"), h("Жду её в салоне, чай и аргументы готовы."), leave(45),
    )),
    Talk(caller="harris", days=3, at="11:11", source="google", path=(NEVA, HOW), lines=(
        g("Hi Anna, my brother lives in Kazan and wants the same kitchen. Can you help him there?"), by(ANNA, 18),
        h("Hi Emma! Of course, we have a showroom on Bauman Street. I will pass you to Timur."),
        move(KAZAN, "Emma, брат в Казани, та же «Нева» 3,1 × 1,9. По-английски"),
        by(TIMUR, 35), h("Hello Emma, Timur here. Same kitchen, same price, assembly is ours. When is your brother free?"),
        g("Next Tuesday evening, he says."), h("Tuesday 7 pm then. Tell him to bring an appetite: there will be tea."), done(),
    )),
    Talk(caller="mironova", days=9, at="12:48", channel=KAZAN, path=(SVIR, SALONS), lines=(
        g("Тимур, вы завтра в Челнах? Забыла, на какой этаж"), by(TIMUR, 7), h("Завтра, 12:00, четвёртый, подъезд два. Позвоню от двора."),
        g("Домофон не работает, кидайте камешек)"), h("Кину два.", minutes(2)), done(),
    )),
)  # fmt: skip
