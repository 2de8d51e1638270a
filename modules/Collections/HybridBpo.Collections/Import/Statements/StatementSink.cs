namespace HybridBpo.Collections.Import.Statements;

/// <summary>Gathers what readers find, and says when it is more than anybody's file should hold.</summary>
internal sealed class StatementSink
{
    public const int MostStatements = 100_000, MostProblems = 1_000;

    private readonly List<Statement> statements = [];

    private readonly List<StatementProblem> problems = [];

    private int entries, untold;

    /// <summary>Name of the file within a zip file, put before every place.</summary>
    public string? Member { get; set; }

    public IReadOnlyList<Statement> Statements => statements;

    /// <summary>Too many entries or statements: whoever reads stops, and the file is refused.</summary>
    public bool IsFull => entries > ImportLimits.Rows || statements.Count > MostStatements;

    public int Next => statements.Count + 1;

    public void Add(Statement statement) => statements.Add(statement);

    public void CountEntry(int more = 1) => entries += more;

    public void Problem(string where, string what)
    {
        if (problems.Count < MostProblems) problems.Add(new StatementProblem(Member is null ? where : $"{Member}, {where}", what));
        else untold++;
    }

    public IReadOnlyList<StatementProblem> Problems() => untold == 0 ? problems
        : [.. problems, new StatementProblem("file", $"{untold} more problems are not listed: mend these first, or ask the bank for a new file.")];
}
