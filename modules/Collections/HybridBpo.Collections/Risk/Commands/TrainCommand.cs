using System.CommandLine;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>What <c>model train</c> was asked.</summary>
internal sealed record TrainRequest(
    string Data, string Label, string? Positive, string Out, IReadOnlyList<string> Drop, IReadOnlyList<string> Categorical, string? Weight,
    HoldOut HoldOut, TrainingOptions Options, int Seeds, string? From, TimeSpan? Tune, bool Json);

/// <summary>The command's options; <see cref="TrainRun"/> does the work.</summary>
internal static class TrainCommand
{
    public static Command Create(ModelConsole console)
    {
        var (shared, growing) = (new DataOptions(), new TreeOptions());
        var target = new Option<string>("--out") { Description = "Folder for model.json, card.md and golden.csv", Required = true };
        var drop = DataOptions.Names("--drop", "Columns to leave out, such as ids and what is only known afterwards");
        var categorical = DataOptions.Names("--categorical", "Columns of texts or codes to take as categories");
        var weight = new Option<string?>("--weight") { Description = "Column with each row's weight, a number of 0 or more" };
        var from = new Option<string?>("--from") { Description = "Folder of a model to go on from: its trees stay, --trees more are grown" };
        var tune = new Option<bool>("--tune") { Description = "Search settings by cross-validation on training rows" };
        var minutes = DataOptions.Whole("--tune-minutes", "Minutes that --tune may search", Tuning.StandardMinutes, 1, 1440);
        var seeds = DataOptions.Whole(
            "--seeds", "Seeds to grow with, whose mean is the model; 0 = 1, or with --tune the mean of its best settings", 0, 0, 32);
        var command = new Command("train", "Train a model on a CSV file and write it to a folder");
        shared.AddTo(command);
        foreach (var option in new Option[] { target, drop, categorical, weight })
            command.Options.Add(option);
        growing.AddTo(command);
        foreach (var option in new Option[] { seeds, from, tune, minutes })
            command.Options.Add(option);
        command.Validators.Add(typed =>
        {
            if (typed.GetResult(tune) is null or { Implicit: true })
                return;
            if (typed.GetResult(from) is { Implicit: false })
                typed.AddError("--tune searches settings for a model that begins anew; leave it or --from out.");
            if (typed.GetResult(growing.Patience) is { Implicit: false })
                typed.AddError("--tune finds the number of trees itself; leave it or --early-stopping out.");
        });
        command.SetAction((parsed, ct) =>
        {
            var request = new TrainRequest(
                parsed.GetValue(shared.Data)!, parsed.GetValue(shared.Label)!, parsed.GetValue(shared.Positive), parsed.GetValue(target)!,
                parsed.GetValue(drop)!, parsed.GetValue(categorical)!, parsed.GetValue(weight), parsed.GetValue(shared.HoldOut)!,
                growing.Of(parsed, parsed.GetValue(shared.Threads)), parsed.GetValue(seeds), parsed.GetValue(from),
                parsed.GetValue(tune) ? TimeSpan.FromMinutes(parsed.GetValue(minutes)) : null, parsed.GetValue(shared.Json));
            return Task.Run(() => new TrainRun(request, request.Json ? console with { IsTerminal = false } : console, ct).Run(), ct);
        });
        return command;
    }
}
