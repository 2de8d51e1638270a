using System.Text.Json;
using HybridBpo.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed record LetterReserved([property: Code] string Address);

public sealed record LetterBlocked([property: Code] string Rule);

public sealed record LetterEnded([property: Code] string Outcome);

/// <summary>What the letter's row keeps; decides what <see cref="Letters"/> says of it.</summary>
internal sealed record LetterFacts(
    string To, string Verdict = "send", string Subject = "Your invoice", double AgainSeconds = 0, string? Unsubscribe = "https://example.com/o/1");

/// <summary>The platform's own tests' kind of delivery.</summary>
internal sealed class Letters(string host) : IDeliverySource
{
    public string Name => "letters";

    public Func<Delivery, Task> WhilePreparing { get; set; } = _ => Task.CompletedTask;

    public Func<Delivery, Task> WhileConfirming { get; set; } = _ => Task.CompletedTask;

    public Action<DeliveryReceipt> Told { get; set; } = _ => { };

    public static void Add(IServiceCollection services, IConfiguration configuration, Letters letters, RelayOptions? options = null)
    {
        services.AddEvents(typeof(LetterReserved), typeof(LetterBlocked), typeof(LetterEnded));
        services.AddSingleton<IDeliverySource>(letters);
        services.AddSingleton(options ?? new RelayOptions());
        services.AddPlatformWorkers(configuration);
    }

    public async Task<DeliveryVerdict> PrepareAsync(Delivery delivery, EventSession session, CancellationToken ct)
    {
        await WhilePreparing(delivery);
        var facts = JsonSerializer.Deserialize<LetterFacts>(delivery.Json)!;
        switch (facts.Verdict)
        {
            case "block":
                session.Append(delivery.Id, new LetterBlocked("QUIET"));
                DateTimeOffset? again = facts.AgainSeconds > 0 ? DateTimeOffset.UtcNow.AddSeconds(facts.AgainSeconds) : null;
                return new DeliveryVerdict.Blocked("""{"rule":"QUIET","words":"It is night there."}""", again);
            case "cancel":
                return new DeliveryVerdict.Cancelled("paid");
            case "throw":
                throw new InvalidDataException("The facts are broken.");
            default:
                session.Append(delivery.Id, new LetterReserved(facts.To));
                return new DeliveryVerdict.SendMail(new OutgoingMail(
                    facts.To, $"{facts.Subject}{host}", "Plain words äöü", "<p>Rich words äöü</p>", facts.Unsubscribe, null));
        }
    }

    public async Task ConfirmAsync(Delivery delivery, DeliveryReceipt receipt, EventSession session, CancellationToken ct)
    {
        await WhileConfirming(delivery);
        Told(receipt);
        session.Append(delivery.Id, new LetterEnded(receipt.Outcome));
    }
}
