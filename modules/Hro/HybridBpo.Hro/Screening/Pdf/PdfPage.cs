namespace HybridBpo.Hro.Screening;

/// <summary>A word with its raw characters, as pdftotext boxed it.</summary>
internal sealed record PdfWord(string Raw, string Text, int Page, Box Box);

/// <summary>A page: its size in points and its words in pdftotext's lines.</summary>
internal sealed record PdfPage(int Number, double Width, double Height, IReadOnlyList<IReadOnlyList<PdfWord>> Lines)
{
    public IEnumerable<PdfWord> Words => Lines.SelectMany(l => l);
}
