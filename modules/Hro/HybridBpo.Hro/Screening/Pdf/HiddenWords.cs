namespace HybridBpo.Hro.Screening;

/// <summary>Sorts a PDF's words into seen and hidden, and joins neighbouring hidden words to runs.</summary>
internal static class HiddenWords
{
    public static (HashSet<PdfWord> Unseen, IReadOnlyList<HiddenText> Hidden) Find(
        IReadOnlyList<PdfPage> pages, IReadOnlyList<PageImage> images, IReadOnlyList<PlacedText> placed)
    {
        var how = new Dictionary<PdfWord, string>(ReferenceEqualityComparer.Instance);
        foreach (var page in pages)
        {
            var words = page.Words.ToList();
            var overlapped = Overlapped(words);
            var here = placed.Where(p => p.Page == page.Number && !p.OffPage).ToList();
            var image = page.Number <= images.Count ? images[page.Number - 1] : null;
            foreach (var word in words)
            {
                var beneath = overlapped.Contains(word);
                if (InkTest.Unseen(word, page, image, beneath, beneath ? BrightnessOf(word, here) : null) is { } reason)
                    how[word] = reason;
            }
        }

        var seen = new WordSequence(pages.SelectMany(p => p.Words).Where(w => !how.ContainsKey(w)).Select(w => w.Text));
        var hidden = Runs(pages, how).Where(r => !seen.Shows(r.Text)).ToList();
        hidden.AddRange(OffPage(placed).Where(h => !seen.Shows(h.Text)));
        return (new HashSet<PdfWord>(how.Keys, ReferenceEqualityComparer.Instance), hidden);
    }

    private static IEnumerable<HiddenText> Runs(IReadOnlyList<PdfPage> pages, Dictionary<PdfWord, string> how)
    {
        foreach (var page in pages)
        {
            List<PdfWord> run = [];
            foreach (var word in page.Words)
            {
                if (how.TryGetValue(word, out var reason) && (run.Count == 0 || how[run[0]] == reason))
                {
                    run.Add(word);
                    continue;
                }

                if (run.Count > 0)
                    yield return Of(run, how[run[0]]);
                run = how.ContainsKey(word) ? [word] : [];
            }

            if (run.Count > 0)
                yield return Of(run, how[run[0]]);
        }
    }

    private static HiddenText Of(List<PdfWord> run, string how) =>
        new(string.Join(' ', run.Select(w => w.Text)), run[0].Page, Box.Around(run.Select(w => (Box?)w.Box)), how);

    private static IEnumerable<HiddenText> OffPage(IReadOnlyList<PlacedText> placed) =>
        from p in placed
        where p.OffPage && p.Text.Any(char.IsLetter)
        group p by p.Page into page
        select new HiddenText(string.Join(' ', page.Select(p => p.Text)), page.Key, null, "off-page");

    private static HashSet<PdfWord> Overlapped(List<PdfWord> words)
    {
        var found = new HashSet<PdfWord>(ReferenceEqualityComparer.Instance);
        var sorted = words.OrderBy(w => w.Box.Y0).ToList();
        for (var i = 0; i < sorted.Count; i++)
        {
            for (var j = i + 1; j < sorted.Count && sorted[j].Box.Y0 < sorted[i].Box.Y1; j++)
            {
                PdfWord a = sorted[i], b = sorted[j];
                var least = Math.Min(a.Box.Width * a.Box.Height, b.Box.Width * b.Box.Height);
                if (least > 0 && a.Box.SharedArea(b.Box) > 0.6 * least && a.Text != b.Text)
                {
                    found.Add(a);
                    found.Add(b);
                }
            }
        }

        return found;
    }

    private static int? BrightnessOf(PdfWord word, List<PlacedText> here)
    {
        var matches = here.Where(p => p.Box.SharedArea(word.Box) > 0 && p.Text.Contains(word.Text, StringComparison.Ordinal)).ToList();
        return matches.Count == 1 ? matches[0].Brightness : null;
    }
}
