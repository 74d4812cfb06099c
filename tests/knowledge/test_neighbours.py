from knowledge.faq import Faq
from knowledge.neighbours import clusters, contradictions, near_duplicates
from knowledge.procedure import Procedure


def faq(slug, title, *answer, procedures=("mot-viec",)):
    return Faq.model_validate(
        {
            "slug": f"hoi-{slug}",
            "title": title,
            "asked": [title],
            "answer": [{"text": text, "source": "s"} for text in answer],
            "procedures": list(procedures),
            "sources": {"s": {"title": "t"}},
            "checked": "2026-11-22",
        }
    )


def slugs(pairs):
    return [set(pair.slugs) for pair in pairs]


def test_titles_that_say_the_same_are_pointed_out(embedding):
    records = [
        faq("a", "Làm khai sinh xong có làm luôn thẻ căn cước được không?", "Được."),
        faq("b", "Làm khai sinh có làm luôn thẻ căn cước được không?", "Được."),
        faq("c", "Ly hôn rồi chia đất thế nào?", "Ra tòa."),
    ]
    assert slugs(near_duplicates(records, embedding)) == [{"hoi-a", "hoi-b"}]


def test_the_same_statement_with_another_figure_is_pointed_out(embedding, record):
    procedure = Procedure.model_validate(
        record
        | {
            "fees": [{"text": "Làm lại thẻ thì đóng 70.000 đồng.", "source": "s"}],
            "sources": {"s": {"title": "t"}},
        }
    )
    wrong = faq("phi", "Bao nhiêu tiền?", "Làm lại thẻ thì đóng 50.000 đồng.")
    right = faq("dung", "Mất tiền không?", "Làm lại thẻ thì đóng 70.000 đồng.")
    other = faq("khac", "Việc khác?", "Làm lại thẻ thì đóng 90.000 đồng.", procedures=("viec-khac",))
    found = contradictions([procedure, wrong, right, other], embedding)
    assert {"mot-viec", "hoi-phi"} in slugs(found)
    assert {"mot-viec", "hoi-dung"} not in slugs(found)
    assert not any("hoi-khac" in pair.slugs for pair in found)


def test_texts_are_grouped_by_meaning_and_none_is_lost(embedding):
    texts = ["mất căn cước", "mat can cuoc roi", "rớt thẻ căn cước", "trời mưa to quá", "hôm nay mưa không"]
    groups = clusters(texts, embedding)
    assert sorted(place for group in groups for place in group.places) == list(range(5))
    assert set(groups[0].places) == {0, 1, 2}
    assert clusters([], embedding) == []


def test_a_text_without_words_is_a_group_of_its_own(embedding):
    assert sorted(len(group.places) for group in clusters(["", "căn cước"], embedding)) == [1, 1]
