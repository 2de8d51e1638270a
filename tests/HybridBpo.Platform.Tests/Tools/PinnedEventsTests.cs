using System.Text.Json.Nodes;
using HybridBpo.Events;
using HybridBpo.Testing;

namespace HybridBpo.Platform.Tests.Tools;

public class PinnedEventsTests
{
    private const string Past = """ParcelPacked {"Box": "b", "Grams": 3}""" + "\n";
    private const string Today = """ParcelPacked {"Box": "b", "Kilos": 0.5}""" + "\n";

    [Fact]
    public void A_body_of_the_past_with_its_upcast_is_in_order() => Assert.Empty(Problems(Past + Today, Upcast()));

    [Fact]
    public void A_changed_shape_fails_and_says_what_to_do()
    {
        var problem = Assert.Single(Problems(Past, Upcast()));
        Assert.Contains("Leave the lines that there are", problem);
        Assert.Contains("""Upcast<ParcelPacked>("parcel_packed", """, problem);
        Assert.Contains("""ParcelPacked {"Box":"b","Kilos":0.5}""", problem);
    }

    [Fact]
    public void A_body_of_the_past_that_would_be_read_without_a_field_fails_though_today_is_pinned() =>
        Assert.Contains("Grams would be lost in silence", Assert.Single(Problems(Past + Today, new EventTypes().Add(typeof(ParcelPacked)))));

    [Fact]
    public void A_kind_that_is_gone_without_an_upcast_fails() =>
        Assert.Contains("'parcel_lost', which is not registered", Assert.Single(Problems(Today + """ParcelLost {"Box": "b"}""", Upcast())));

    [Fact]
    public void A_new_kind_is_asked_for() => Assert.Contains("Add behind them", Assert.Single(Problems("", Upcast())));

    [Fact]
    public void A_body_may_stand_on_several_lines() =>
        Assert.Equal(["A", "B"], PinnedEvents.Read("A {\n  \"X\": \"{\",\n  \"Ü\": 1\n}\n\nB {}\n").Select(body => body.Kind));

    private static List<string> Problems(string pinned, EventTypes types) =>
        [.. PinnedEvents.Problems(types, [typeof(ParcelPacked)], PinnedEvents.Read(pinned), [new ParcelPacked("b", 0.5)])];

    private static EventTypes Upcast() => new EventTypes().Add(typeof(ParcelPacked)).Upcast<ParcelPacked>("parcel_packed", json =>
        json["Grams"] is { } grams ? new JsonObject { ["Box"] = json["Box"]!.DeepClone(), ["Kilos"] = grams.GetValue<double>() / 1_000 }
        : json);

    public sealed record ParcelPacked([property: Code] string Box, double Kilos);
}
