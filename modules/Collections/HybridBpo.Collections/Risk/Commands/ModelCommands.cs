using System.CommandLine;

namespace HybridBpo.Collections.Risk;

/// <summary>The <c>model</c> commands: train, evaluate, explain and score from files, without a database.</summary>
internal static class ModelCommands
{
    public static Command Create(TextWriter output, TextWriter error, TimeProvider time, bool isTerminal)
    {
        var console = new ModelConsole(output, error, time, isTerminal);
        var command = new Command("model", "Train, evaluate, explain and apply risk models on CSV files");
        command.Subcommands.Add(TrainCommand.Create(console));
        command.Subcommands.Add(EvaluateCommand.Create(console));
        command.Subcommands.Add(ExplainCommand.Create(console));
        command.Subcommands.Add(ScoreCommand.Create(console));
        return command;
    }
}
