namespace HybridBpo.Trees.Tests;

public class XgboostPeerTests
{
    private const string Score = """
        import sys, numpy as np, xgboost as xgb
        model, data = sys.argv[1:3]
        b = xgb.Booster(); b.load_model(model)
        x = np.loadtxt(data, delimiter=',', dtype=np.float32, ndmin=2)
        d = xgb.DMatrix(x, feature_names=b.feature_names, feature_types=b.feature_types, enable_categorical=True)
        m = b.predict(d, output_margin=True); p = b.predict(d); c = b.predict(d, pred_contribs=True) if len(sys.argv) > 3 else np.zeros((len(x), 1))
        for i in range(len(x)):
            print(','.join([repr(float(m[i])), repr(float(p[i]))] + [repr(float(v)) for v in c[i]]))
        """;

    [Fact]
    public void A_model_trained_here_predicts_the_same_in_xgboost()
    {
        Assert.SkipUnless(Peer.IsInstalled, "python3-xgboost is not installed");
        var set = Make.Data(10_000);
        var scorer = new Scorer(Make.Model(set, new TrainingOptions { Threads = 2 }));
        AssertAgrees(scorer, Make.Rows(scorer.Model.Schema, set), contributions: false);
    }

    [Fact]
    public void Names_are_the_same_in_xgboost_and_outlive_being_saved_by_it()
    {
        Assert.SkipUnless(Peer.IsInstalled, "python3-xgboost is not installed");
        string[] names = ["Größe", "D&B + \"best\"", "30>'59'", "都市 \\"];
        var all = Make.Data(2000);
        var town = (CategoryColumn)all.Columns.Single(c => c.Name == "town");
        var set = new TrainingSet(
            [
                .. all.Columns.OfType<NumericColumn>().Zip(names, (c, name) => new NumericColumn(name, c.Values)),
                new CategoryColumn(names[3], [.. town.Levels.Select(level => level + " \"ß😀\" <&>")], town.Codes),
            ],
            all.Labels);
        var model = Make.Model(set).WithCalibrator(new PlattCalibrator(0.9, -0.1)).WithAttribute("card", "ü \"x\"\n\t <b>");
        var (ours, theirs) = (Path.GetTempFileName(), Path.GetTempFileName() + ".json");
        File.WriteAllBytes(ours, XgboostJson.Write(model));
        const string load = """
            import sys, xgboost as xgb
            b = xgb.Booster(); b.load_model(sys.argv[1]); b.save_model(sys.argv[2])
            for n in b.feature_names: print(n.encode().hex())
            """;
        var (code, output) = Peer.Run(load, ours, theirs);
        Assert.True(code == 0, output);
        Assert.Equal(names, output.Trim().Split('\n').Select(hex => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex.Trim()))));
        var back = XgboostJson.Read(File.ReadAllBytes(theirs));
        Assert.Equal(model.Attributes["card"], back.Attributes["card"]);
        var (before, after) = (new Scorer(model), new Scorer(back));
        foreach (var (one, other) in before.Probabilities(set.Columns).Zip(after.Probabilities(set.Columns)))
            Assert.Equal(one, other, 1e-6);
        File.Delete(ours);
        File.Delete(theirs);
    }

    [Fact]
    public void Contributions_equal_those_of_xgboost()
    {
        Assert.SkipUnless(Peer.IsInstalled, "python3-xgboost is not installed");
        var all = Make.Data(2000);
        var numeric = new TrainingSet([.. all.Columns.OfType<NumericColumn>()], all.Labels);
        var scorer = new Scorer(Make.Model(numeric));
        AssertAgrees(scorer, [.. Make.Rows(scorer.Model.Schema, numeric).Take(300)], contributions: true);
    }

    [Fact]
    public void A_model_trained_by_xgboost_predicts_the_same_here()
    {
        Assert.SkipUnless(Peer.IsInstalled, "python3-xgboost is not installed");
        const string train = """
            import sys, numpy as np, xgboost as xgb
            r = np.random.default_rng(3); n = 2000
            x = np.stack([r.normal(size=n), r.integers(0, 8, n), r.random(n)], 1).astype(np.float32)
            x[r.random(n) < .2, 0] = np.nan
            y = (r.random(n) < 1/(1+np.exp(-(np.nan_to_num(x[:,0], nan=1.5) + np.sin(x[:,1]*2) - 1)))).astype(np.float32)
            d = xgb.DMatrix(x, y, feature_names=['a','b','c'], feature_types=['float','c','float'], enable_categorical=True)
            p = dict(objective='binary:logistic', tree_method='hist', max_depth=int(sys.argv[2]), max_cat_to_onehot=2, gamma=.5, base_score=.3)
            b = xgb.train(p, d, 40); b.save_model(sys.argv[1])
            m = b.predict(d, output_margin=True)
            for i in range(n): print(','.join(repr(float(v)) for v in [*x[i], m[i]]))
            """;
        foreach (var depth in (string[])["4", "8"])
        {
            var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
            var (code, output) = Peer.Run(train, file, depth);
            Assert.True(code == 0, output);
            var scorer = new Scorer(XgboostJson.Read(File.ReadAllBytes(file)));
            File.Delete(file);
            Assert.Equal(["a", "b", "c"], scorer.Model.Schema.Features.Select(f => f.Name));
            foreach (var row in Peer.Numbers(output))
                AssertClose(row[3], scorer.Margin([(float)row[0], (float)row[1], (float)row[2]]));
        }
    }

    [Theory]
    [InlineData("dict(booster='dart', rate_drop=.3, objective='binary:logistic')", "the booster 'dart' is not supported; only gbtree is")]
    [InlineData("dict(booster='gblinear', objective='binary:logistic')", "the booster 'gblinear' is not supported; only gbtree is")]
    [InlineData("dict(objective='reg:squarederror')", "the objective 'reg:squarederror' is not supported; only binary:logistic is")]
    [InlineData("dict(objective='multi:softprob', num_class=3)", "the objective 'multi:softprob' is not supported")]
    public void Other_models_that_xgboost_writes_are_refused_by_name(string parameters, string reason)
    {
        Assert.SkipUnless(Peer.IsInstalled, "python3-xgboost is not installed");
        var train = $"""
            import sys, numpy as np, xgboost as xgb
            r = np.random.default_rng(3); x = r.normal(size=(300, 3)); y = (x[:,0] > 0).astype(int)
            xgb.train({parameters}, xgb.DMatrix(x, y), 5).save_model(sys.argv[1])
            """;
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        try
        {
            var (code, output) = Peer.Run(train, file);
            Assert.True(code == 0, output);
            Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => XgboostJson.Read(File.ReadAllBytes(file))).Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_mean_and_a_continued_model_predict_the_same_in_xgboost()
    {
        Assert.SkipUnless(Peer.IsInstalled, "python3-xgboost is not installed");
        var set = Make.Data(2000);
        var first = Make.Model(set, Make.Quick() with { RowSample = 0.6 });
        var mean = new Scorer(ModelMean.Of([first, Make.Model(set, Make.Quick() with { RowSample = 0.6, Seed = 2 })]));
        AssertAgrees(mean, Make.Rows(mean.Model.Schema, set), contributions: false);
        var further = new Scorer(TreeTrainer.Train(
            Make.Data(2000, seed: 9), Make.Quick(), cancellation: TestContext.Current.CancellationToken, from: first).Model);
        AssertAgrees(further, Make.Rows(further.Model.Schema, set), contributions: false);
    }

    private static void AssertAgrees(Scorer scorer, float[][] rows, bool contributions)
    {
        var folder = Directory.CreateTempSubdirectory("trees-peer").FullName;
        try
        {
            var model = Path.Combine(folder, "model.json");
            var data = Path.Combine(folder, "rows.csv");
            File.WriteAllBytes(model, XgboostJson.Write(scorer.Model.WithAttribute("card", "Ünïcode, \"quotes\"\nand lines")));
            File.WriteAllText(data, Peer.Csv(rows));
            var (code, output) = Peer.Run(Score, contributions ? [model, data, "contributions"] : [model, data]);
            Assert.True(code == 0, output);
            var theirs = Peer.Numbers(output);
            Assert.Equal(rows.Length, theirs.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                var margin = scorer.Margin(rows[i]);
                AssertClose(theirs[i][0], margin);
                AssertClose(theirs[i][1], 1 / (1 + Math.Exp(-margin)));
                if (!contributions)
                    continue;
                var ours = scorer.Contributions(rows[i]);
                for (var f = 0; f < ours.Length; f++)
                    Assert.True(Math.Abs(ours[f] - theirs[i][2 + f]) < 2e-5, $"row {i}, feature {f}: {ours[f]} here, {theirs[i][2 + f]} there");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * Math.Max(1, Math.Abs(expected)), $"{expected} there, {actual} here");
}
