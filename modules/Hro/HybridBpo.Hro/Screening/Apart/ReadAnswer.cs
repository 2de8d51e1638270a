using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>What the process that read a file says of it: one of these, as JSON over a pipe.</summary>
internal sealed record ReadAnswer(
    Extracted? Read = null,
    FileTooLarge? TooLarge = null,
    ExpandsTooMuch? Expands = null,
    DamagedFile? Damaged = null,
    NotUtf8? NotUtf8 = null,
    ReadingStopped? Stopped = null)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>Reads here and now, so only in a process that may die of it.</summary>
    public static ReadAnswer Of(FileKind kind, byte[] bytes, string file)
    {
        try
        {
            var read = kind switch
            {
                FileKind.Docx => ReadDocx.Run(bytes, file),
                FileKind.Html => ReadHtml.Run(bytes, file),
                FileKind.Text => ReadText.Run(bytes, file),
                _ => throw new NotSupportedException($"{kind} is read by other programs."),
            };
            return read.Is(out var extracted, out var refusal) ? new(extracted) : Of(refusal);
        }
        catch (RegexMatchTimeoutException)
        {
            return new(Stopped: new ReadingStopped(file, "its text takes too long to search"));
        }
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Null when these bytes are no answer.</summary>
    public static ReadAnswer? From(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<ReadAnswer>(bytes, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null when it says nothing.</summary>
    public Result<Extracted>? Result()
    {
        if (Read is not null)
            return Read;
        Refusal? refusal = TooLarge ?? Expands ?? Damaged ?? NotUtf8 ?? (Refusal?)Stopped;
        if (refusal is not null)
            return refusal;
        return null;
    }

    private static ReadAnswer Of(Refusal refusal) => refusal switch
    {
        FileTooLarge large => new(TooLarge: large),
        ExpandsTooMuch expands => new(Expands: expands),
        DamagedFile damaged => new(Damaged: damaged),
        NotUtf8 wrong => new(NotUtf8: wrong),
        ReadingStopped stopped => new(Stopped: stopped),
        _ => throw new NotSupportedException($"No reader refuses a file as {refusal.Code}."),
    };
}
