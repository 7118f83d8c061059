from bot.encoder.lexicon import load_lexicon


def test_the_lexicon_has_common_words_of_three_languages(tmp_path):
    lexicon = load_lexicon()
    assert all(
        word in lexicon for word in ("people", "together", "trabajo", "montagne", "entreprise", "empresa")
    )
    assert "xqzjwvk" not in lexicon
    broken = tmp_path / "words.txt.gz"
    assert "people" not in load_lexicon(broken)
    broken.write_bytes(b"not gzip")
    assert "people" not in load_lexicon(broken)
