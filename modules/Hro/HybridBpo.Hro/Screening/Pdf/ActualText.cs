namespace HybridBpo.Hro.Screening;

/// <summary>Replacement text (ActualText) is what pdftotext reads but what no boxed word shows.</summary>
internal static class ActualText
{
    public static IEnumerable<AsideText> Find(string reading, WordSequence words)
    {
        var page = 1;
        foreach (var line in reading.Split('\n'))
        {
            if (line.Contains('\f'))
                page++;
            var text = Normaliser.Flat(line);
            if (WordSequence.Bare(text).Count >= 3 && !words.Shows(text))
                yield return new AsideText(text, page, "actual-text");
        }
    }
}
