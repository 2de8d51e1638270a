namespace HybridBpo.Trees.Tests;

public class ModelMeanTests
{
    [Fact]
    public void The_mean_of_models_answers_the_mean_of_their_answers_and_explains_it()
    {
        var set = Make.Data(1500);
        TreeModel[] models = [.. new[] { 1, 2, 3 }.Select(seed => Make.Model(set, Make.Quick() with { RowSample = 0.6, Seed = seed }))];
        var mean = new Scorer(ModelMean.Of(models));
        foreach (var row in Make.Rows(mean.Model.Schema, set).Take(200))
        {
            var answers = models.Select(m => new Scorer(m).Margin(row)).ToArray();
            Assert.Equal(answers.Average(), mean.Margin(row), 1e-5f);
            Assert.Equal(mean.Margin(row), mean.Contributions(row).Sum(), 1e-4);
        }

        Assert.Equal(60, mean.Model.TreeCount);
        Assert.Equal(new Scorer(mean.Model).Margins(set.Columns), new Scorer(XgboostJson.Read(XgboostJson.Write(mean.Model))).Margins(set.Columns));
    }

    [Fact]
    public void Models_of_other_inputs_have_no_mean()
    {
        var (one, other) = (Make.Data(500), Make.Data(500, seed: 8));
        Assert.Throws<ArgumentException>(() => ModelMean.Of([]));
        Assert.Throws<ArgumentException>(() => ModelMean.Of([Make.Model(one), Make.Model(other)]));
    }
}
