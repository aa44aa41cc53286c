using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;
using P2PNet.Generator.Emitting;
using P2PNet.Generator.Reading;
using P2PNet.Messages;

namespace P2PNet.Generator.Tests;

public sealed class GeneratorTests
{
    private const string Message = "namespace Game { [P2PNet.Messages.Message] public struct A { [P2PNet.Messages.Key(0)] public int X; } }";

    [Test]
    public void ComputesTheSameIdsAsTheRuntime()
    {
        for (int i = 0; i < 10_000; i++)
        {
            string name = $"Game.Name{i}.\u00e9\u4e16";
            Assert.That(MessageNames.IdFromName(name), Is.EqualTo(MessageId.FromName(name)));
        }
    }

    [Test]
    public void WritesNothingWhereThereIsNoMessage() =>
        Assert.That(GeneratorHarness.Run("namespace Game { public struct A { [P2PNet.Messages.Key(0)] public int X; } }").Files, Is.Empty);

    [Test]
    public void KeepsNamesApartThatDifferInAnUnderscore()
    {
        GeneratorRun run = GeneratorHarness.Run(
            "namespace Game.A { [P2PNet.Messages.Message] public struct B_C { } } namespace Game.A_B { [P2PNet.Messages.Message] public struct C { } }");
        Assert.That(run.Files.Select(file => file.HintName), Is.SupersetOf(new[] { "Game_A_B__CFormatter.g.cs", "Game_A__B_CFormatter.g.cs" }));
        Assert.That(run.CompilerDiagnostics, Is.Empty);
    }

    [Test]
    public void TakesKeyedTypesAndFormattersOfReferencedAssemblies()
    {
        GeneratorRun run = GeneratorHarness.Run(
            "namespace Game { [P2PNet.Messages.Message] public class A { [P2PNet.Messages.Key(0)] public Consumer.Point P; " +
            "[P2PNet.Messages.Key(1)] public System.Uri U = null!; } }");
        Assert.That(run.Diagnostics, Is.Empty);
        Assert.That(run.CompilerDiagnostics, Is.Empty);
        Assert.That(run.Files.Select(file => file.HintName), Has.Member("Consumer_PointFormatter.g.cs"));
        Assert.That(run.Text("Game_AFormatter.g.cs"), Does.Contain("new global::Consumer.UriFormatter()"));
    }

    [Test]
    public void TakesRequiredMembersOfNewerCSharp()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Compile(
            "namespace Game { [P2PNet.Messages.Message] public class A { [P2PNet.Messages.Key(0)] public required string X { get; set; } } }",
            LanguageVersion.Preview));
        Assert.That(run.Diagnostics, Is.Empty);
        Assert.That(run.Text("Game_AFormatter.g.cs"), Does.Contain("return new global::Game.A() { X = key0 };"));
    }

    [Test]
    public void TakesKeysFromTheParametersOfRecords()
    {
        GeneratorRun run = GeneratorHarness.Run(GeneratorHarness.Compile(
            "using P2PNet.Messages; namespace Game { [Message] public record A([Key(1)] string X, [Key(0)] int Y); [Message] public record struct B([Key(0)] int X); }",
            LanguageVersion.Preview));
        Assert.That(run.Diagnostics, Is.Empty);
        Assert.That(run.CompilerDiagnostics, Is.Empty);
        Assert.That(run.Text("Game_AFormatter.g.cs"), Does.Contain("return new global::Game.A(key1, key0);"));
    }

    [Test]
    public void LeavesModuleInitializersToLanguagesThatHaveThem()
    {
        GeneratorRun older = GeneratorHarness.Run(GeneratorHarness.Compile(Message, LanguageVersion.CSharp8));
        Assert.That(older.CompilerDiagnostics, Is.Empty);
        Assert.That(older.Text("MessageRegistration.g.cs"), Does.Not.Contain("ModuleInitializer").And.Contain("void Register("));
        Assert.That(GeneratorHarness.Run(Message).Text("MessageRegistration.g.cs"), Does.Contain("ModuleInitializer"));
    }

    [Test]
    public void BringsTheModuleInitializerAttributeWhereTheFrameworkLacksIt()
    {
        string with = RegistrationEmitter.Emit(new("Game", true, HasModuleInitializerAttribute: true, false), []);
        string without = RegistrationEmitter.Emit(new("Game", true, HasModuleInitializerAttribute: false, false), []);
        Assert.That(with, Does.Not.Contain("class ModuleInitializerAttribute"));
        Assert.That(without, Does.Contain("internal sealed class ModuleInitializerAttribute"));
    }

    [Test]
    public void LetsUnityStartTheRegistrationItself()
    {
        const string Unity =
            "namespace UnityEngine { public enum RuntimeInitializeLoadType { SubsystemRegistration } " +
            "public class RuntimeInitializeOnLoadMethodAttribute : System.Attribute { public RuntimeInitializeOnLoadMethodAttribute(RuntimeInitializeLoadType type) { } } }";
        GeneratorRun run = GeneratorHarness.Run(Message + Unity);
        Assert.That(run.CompilerDiagnostics, Is.Empty);
        Assert.That(run.Text("MessageRegistration.g.cs"), Does.Contain("[global::UnityEngine.RuntimeInitializeOnLoadMethod("));
    }

    [Test]
    public void HashesTheSchemaAndNotTheSpelling()
    {
        string Hash(string members) => GeneratorHarness.Run($"using P2PNet.Messages; namespace Game {{ [Message] public class A {{ {members} }} }}")
            .Text("MessageRegistration.g.cs").Split("0x")[1].Substring(0, 16);

        string hash = Hash("[Key(0)] public int X; [Key(1)] public string? Y;");
        Assert.That(Hash("[Key(1)] public string Other = null!; [Key(0)] public int Name;"), Is.EqualTo(hash), "names, order and nullability of references");
        Assert.That(Hash("[Key(0)] public long X; [Key(1)] public string? Y;"), Is.Not.EqualTo(hash), "a type");
        Assert.That(Hash("[Key(0)] public int? X; [Key(1)] public string? Y;"), Is.Not.EqualTo(hash), "a number that may be missing");
        Assert.That(Hash("[Key(0)] public int X; [Key(2)] public string? Y;"), Is.Not.EqualTo(hash), "a key");
        Assert.That(Hash("[Key(0)] public int X;"), Is.Not.EqualTo(hash), "a member");
        Assert.That(
            Hash("[Key(0)] public B X = new B(); } public class B { [Key(0)] public int Y;"),
            Is.Not.EqualTo(Hash("[Key(0)] public B X = new B(); } public class B { [Key(0)] public short Y;")),
            "a type inside");
    }

    [Test]
    public void WritesNothingAgainWhenOtherCodeChanges()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Message);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new MessageGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other { }", (CSharpParseOptions)compilation.SyntaxTrees[0].Options)));
        IncrementalStepRunReason[] reasons =
        [
            .. driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(step => step.Value)
                .SelectMany(step => step.Outputs)
                .Select(output => output.Reason),
        ];
        Assert.That(reasons, Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
    }
}
