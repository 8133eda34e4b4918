"""Short visits: nobody answered, nobody waited, or one line was enough."""

from samovar.demo.people import ANNA, IVAN, KAZAN, OLGA
from samovar.demo.script import Talk, by, done, g, h, leave, minutes
from samovar.demo.talks.pages import EN, HOME, HOW, KITCHENS, LADOGA, NEVA, ONEGA, PROJECTS, SALONS, SVIR, VOLKHOV

TALKS = (
    Talk(caller="anon1", days=34, at="23:48", source="yandex", path=(HOME, NEVA), lines=(
        g("есть кто"), g("видимо спят", 240), done(minutes(560)),
    )),
    Talk(caller="anon2", days=29, at="02:15", source="corners", path=(NEVA,), origin="invited", lines=(
        g("сколько стоит угловая 2,2 на 1,7? напишите на почту, не усну"), leave(300),
    )),
    Talk(caller="anon3", days=27, at="12:29", source="dzen", path=(PROJECTS,), lines=(
        g("а в Тулу возите?"), by(IVAN, 15), h("Возим, 2 раза в месяц: доставка 7 900, сборка наша. Какая кухня нужна?"),
        g("прямая 2,6"), h("«Ладога» 2,6 м — 381 000. Замер по видеосвязи, потом выезд на сверку."),
        g("подумаю, спасибо"), done(),
    )),
    Talk(caller="anon4", days=23, at="14:02", path=(SVIR,), lines=(
        g("Здравствуйте"), by(OLGA, 9), h("Здравствуйте! Чем помочь?"), done(minutes(14)),
    )),
    Talk(caller="anon5", days=21, at="22:51", source="vk", path=(HOME, KITCHENS), lines=(
        g("Работаете в Видном? и сколько ждать?"), done(minutes(605)),
    )),
    Talk(caller="anon6", days=18, at="19:44", source="islands", path=(ONEGA,), origin="invited", lines=(
        g("остров 1,8 нужен с раковиной, реально?"), by(ANNA, 12),
        h("Реально, но воду надо закладывать в стяжку заранее. Пол уже залит?"), g("да"),
        h("Тогда раковину к стене, а в остров — варку. Нарисовать?"), leave(90),
    )),
    Talk(caller="anon7", days=13, at="09:05", path=(LADOGA, SALONS), lines=(
        g("В Пушкино есть салон?"), by(IVAN, 6), h("Только в Москве, на Ленинском. Зато в Пушкино приедем сами, с образцами."),
        g("ясно, тогда созвонимся"), done(),
    )),
    Talk(caller="anon8", days=11, at="03:37", source="google", path=(NEVA,), lines=(
        g("Цена на сайте со сборкой или без?"), done(minutes(412)),
    )),
    Talk(caller="anon9", days=8, at="16:11", path=(HOW,), lines=(
        g("Подскажите, договор можно на двоих собственников?"), by(OLGA, 19), h("Можно, впишем обоих."), leave(25),
    )),
    Talk(caller="harris", days=10, at="15:26", source="google", path=(EN,), lines=(
        g("Hi! Do you speak English? We rent a flat near Patriarch’s Ponds and would like to redo the kitchen."), by(ANNA, 21),
        h("Hello Emma! Yes, we do. Does your landlord agree, and is the floor plan at hand?"),
        g("He does, he even pays half :) The room is 3.1 by 4 metres."),
        h("Then a corner Neva, 3.1 × 1.9, is about 514,000 roubles with worktop and assembly. Shall we come and measure?"),
        g("Friday after 6 pm would be perfect."), h("Friday, 6:30 pm. Ivan will come; his English is better than mine."),
        g("Thank you!"), done(),
    )),
    Talk(caller="anon10", days=25, at="23:19", channel=KAZAN, path=(KITCHENS,), lines=(
        g("добрый вечер вы ещё работаете?"), done(minutes(640)),
    )),
    Talk(caller="anon11", days=9, at="20:40", channel=KAZAN, source="yandex", path=(HOME, VOLKHOV), lines=(
        g("Нижнекамск. Сборщики ваши приезжают или местные?"), leave(200),
    )),
)  # fmt: skip
