using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Inbox.Cases;

/// Which of person and machine speaks first.
internal static class Modes
{
    public const string JudgementFirst = "judgement-first", OnRequest = "on-request", MachineFirst = "machine-first";

    public static IReadOnlyList<string> All { get; } = [JudgementFirst, OnRequest, MachineFirst];
}

/// Between which modes a case is drawn, by kind and facts, and what somebody draws for a kind and a week. Pure and versioned: events keep tier,
/// modes, draw and version, so that an old case is explained without this code.
internal sealed record ModePolicy(
    int Version, string Salt, IReadOnlyList<string> OfAdverse, IReadOnlyList<string> OfMoney, IReadOnlyList<string> OfTheRest)
{
    /// Tiers, the highest stakes first.
    public const string Hiring = "hiring", Adverse = "adverse", Money = "money", Low = "low-stakes";

    /// Events of version 1 name it, for what is neither hiring nor adverse.
    public const string HouseRule = "house-rule";

    private static readonly IReadOnlyList<string> Always = [Modes.JudgementFirst];

    /// Kinds that people of hiring decide, whoever opens them.
    public IReadOnlySet<string> HiringKinds { get; init; } = new HashSet<string>();

    public static ModePolicy House { get; } = new(2, "modes-2", Always, Always, Modes.All);

    /// Hiring is judgement-first by law and evidence, and no setting changes that. The proposal is not asked: a mode that followed from it would tell
    /// it.
    public (string Tier, IReadOnlyList<string> Among) Choose(string kind, CaseForm form) =>
        IsHiring(kind) ? (Hiring, Always)
        : form.Choices.Any(choice => choice.Adverse) ? (Adverse, OfAdverse)
        : form.Choices.Any(choice => choice.NeedsSecondPerson || choice.Fields.Any(field => field.Type == "money")) ? (Money, OfMoney)
        : (Low, OfTheRest);

    public bool IsHiring(string kind) => HiringKinds.Contains(kind) || kind.StartsWith("hro.", StringComparison.Ordinal);

    /// The same for a person and a kind all week, on every host.
    public string Draw(string person, string kind, IReadOnlyList<string> among, DateTimeOffset at)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', person, kind, WeekOf(at), Salt)));
        return among[(int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)among.Count)];
    }

    /// "2026-W42", in UTC.
    public static string WeekOf(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(at.UtcDateTime)}-W{ISOWeek.GetWeekOfYear(at.UtcDateTime):00}");

    /// Inbox:Modes:Adverse, :Money and :Low name modes, with commas; :Salt makes other draws.
    public static ModePolicy From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Inbox:Modes");
        return House with
        {
            Salt = section["Salt"] ?? House.Salt,
            OfAdverse = Read("Adverse", House.OfAdverse, [Modes.JudgementFirst, Modes.OnRequest]),
            OfMoney = Read("Money", House.OfMoney, Modes.All),
            OfTheRest = Read("Low", House.OfTheRest, Modes.All),
        };

        IReadOnlyList<string> Read(string tier, IReadOnlyList<string> usual, IReadOnlyList<string> allowed)
        {
            if (section[tier] is not { } text)
            {
                return usual;
            }

            var named = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
            return named.Count > 0 && !named.Except(allowed).Any() ? named
                : throw new InvalidOperationException($"Inbox:Modes:{tier} is “{text}”; it names one or more of {string.Join(", ", allowed)}.");
        }
    }
}
