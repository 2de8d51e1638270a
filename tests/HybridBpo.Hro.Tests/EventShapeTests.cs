using System.Text.Encodings.Web;
using System.Text.Json;
using HybridBpo.Testing;

namespace HybridBpo.Hro.Tests;

/// <summary>What is once stored must stay readable: the JSON of every event is pinned.</summary>
public sealed class EventShapeTests
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Guid Id = new("0192f0c1-2f5a-7000-8000-000000000001");

    private static object[] Events()
    {
        var person = NamedPerson.From(new Access(new Actor(Actor.Person, "sana", "Sana O."), ["fernbrook"], [Roles.Recruiter])).Value;
        return
        [
            new RequisitionOpened("CM-R-118", "Claims handler", "We look for", "sana"),
            new CriteriaProposed("{}", "2026-11"),
            new CriteriaSettled("{}", "ab12", 3, "sana"),
            RequisitionFilled.By(person, "hired"),
            new CandidateApplied(Id, "CM-R-118", "7F-32", "upload"),
            new ResumeReceived(Id, "ab", "resume.pdf", "pdf", 10, "sana"),
            new ResumeRead(Id, 2, "rules 2026-11", "{}"),
            new ResumeUnreadable(Id, 1, Id, 1, "no-text", "A scan.", "{}"),
            new ScreeningCompleted(Id, 1, Id, "ab12", "{}", "rules 2026-11", "{}", "{}", Given.Now),
            new FieldCorrected("work.0.end", "2019", "2020", "sana"),
            new IdentityRevealed("sana", "judged", "A note.", true),
            new CandidateAnswered("Yes.", "sana"),
            new ScreeningAskedAgain("sana"),
            new CandidateWithdrew("sana"),
            new ApplicationClosed("position-filled", "sana"),
            new SubjectErased("to-judge"),
            CandidateAdvanced.By(Given.Decision("advance")),
            CandidateDeclined.By(Given.Decision("decline")),
            CandidateQuestioned.By(Given.Decision("ask")),
            CandidateKept.By(Given.Decision("keep")),
        ];
    }

    [Fact]
    public void The_stored_shape_of_every_event_is_pinned() => PinnedEvents.Match(new HroModule(), Events());

    [Fact]
    public void What_was_stored_reads_back_the_same() =>
        Assert.All(
            Events(), e => Assert.Equal(e, JsonSerializer.Deserialize(JsonSerializer.Serialize(e, e.GetType(), Options), e.GetType(), Options)));

    [Fact]
    public void Every_event_that_the_module_registers_is_pinned_here()
    {
        var types = typeof(HroModule).Assembly.GetTypes().Where(t =>
            t.GetProperties().Any(p => p.IsDefined(typeof(CodeAttribute), false) || p.IsDefined(typeof(PersonalAttribute), false)));

        Assert.Equal(types.Select(t => t.Name).Order(), Events().Select(e => e.GetType().Name).Order());
    }

    [Fact]
    public void Every_text_of_an_event_is_personal_or_a_code() =>
        Assert.All(Events().SelectMany(e => e.GetType().GetProperties()).Where(p => p.PropertyType == typeof(string)),
            p => Assert.True(
                p.IsDefined(typeof(CodeAttribute), false) ^ p.IsDefined(typeof(PersonalAttribute), false), $"{p.DeclaringType!.Name}.{p.Name}"));
}
