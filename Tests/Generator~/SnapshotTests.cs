using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;

namespace P2PNet.Generator.Tests;

/// <summary>
/// The generated code, word for word: Snapshots/X.cs gives Snapshots/X.generated.cs. After a change that is meant, run the tests with
/// P2PNET_UPDATE_SNAPSHOTS=1 and read the difference.
/// </summary>
public sealed class SnapshotTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("P2PNET_UPDATE_SNAPSHOTS") == "1";

    [TestCaseSource(nameof(Sources))]
    public void GeneratesTheSameCode(string name)
    {
        GeneratorRun run = GeneratorHarness.Run(Source(name));
        Assert.That(run.Diagnostics, Is.Empty);
        Assert.That(run.CompilerDiagnostics, Is.Empty, "the generated code must compile without a warning");

        var text = new StringBuilder();
        foreach (GeneratedSourceResult file in run.Files) text.Append("// ==== ").Append(file.HintName).Append('\n').Append(file.SourceText).Append('\n');
        string path = Path.Combine(Folder(), name + ".generated.cs");
        if (Update) File.WriteAllText(path, text.ToString());
        Assert.That(text.ToString(), Is.EqualTo(File.ReadAllText(path)));
    }

    [TestCaseSource(nameof(Sources))]
    public void CompilesWhateverNullableSays(string name)
    {
        foreach (NullableContextOptions nullable in Enum.GetValues<NullableContextOptions>())
        {
            foreach (LanguageVersion language in new[] { LanguageVersion.CSharp9, LanguageVersion.Latest })
            {
                GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Compile(Source(name), language, nullable));
                string[] notOurs = ["CS8632", "CS8618"];
                Assert.That(run.CompilerDiagnostics.Where(diagnostic => !notOurs.Contains(diagnostic.Id)), Is.Empty, $"{nullable}, {language}");
            }
        }
    }

    private static IEnumerable<string> Sources() => Directory.GetFiles(Folder(), "*.cs")
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Where(name => !name.EndsWith(".generated", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static string Source(string name) => File.ReadAllText(Path.Combine(Folder(), name + ".cs"));

    private static string Folder([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "Snapshots");
}
