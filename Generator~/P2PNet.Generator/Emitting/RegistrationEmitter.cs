using System.Collections.Generic;
using P2PNet.Generator.Model;
using P2PNet.Generator.Reading;

namespace P2PNet.Generator.Emitting;

/// <summary>Writes the class that registers an assembly's messages, and the hook that announces it when the assembly is loaded.</summary>
internal static class RegistrationEmitter
{
    public static string NamespaceOf(string assemblyName) => $"{KnownNames.GeneratedNamespace}.{MessageNames.Identifier(assemblyName)}";

    public static string Emit(CompilationFacts facts, IReadOnlyCollection<MessageModel> messages)
    {
        var file = new CodeText();
        SourceFile.AppendHead(file);
        file.Line($"namespace {NamespaceOf(facts.AssemblyName)}");
        file.Open();
        file.Line("/// <summary>Registers the messages of this assembly.</summary>");
        file.Line("public static class MessageRegistration");
        file.Open();
        AppendRegister(file, messages);
        AppendAnnounce(file, facts);
        file.Close();
        file.Close();
        if (facts.CanUseModuleInitializer && !facts.HasModuleInitializerAttribute) AppendAttribute(file);
        return file.ToString();
    }

    private static void AppendRegister(CodeText file, IReadOnlyCollection<MessageModel> messages)
    {
        file.Line("/// <summary>Adds every message of this assembly. More than once changes nothing.</summary>");
        file.Line("/// <param name=\"registry\">The registry that is to know them.</param>");
        file.Line($"public static void Register({KnownNames.GlobalMessages}.MessageRegistry registry)");
        file.Open();
        foreach (MessageModel message in messages)
        {
            file.Line(
                $"registry.Add(new {KnownNames.GlobalMessages}.MessageDescriptor<{message.TypeName}>({message.Id}, {SourceFile.Quote(message.Name)}, " +
                $"{KnownNames.GlobalMessages}.Delivery.{message.Delivery}, 0x{MessageNames.Hash64(message.Schema):x16}UL, new {message.FormatterClass}(), {SourceFile.Quote(message.Schema)}));");
        }

        file.Close();
    }

    private static void AppendAnnounce(CodeText file, CompilationFacts facts)
    {
        if (!facts.CanUseModuleInitializer && !facts.IsUnity) return;
        file.Line();
        file.Line("/// <summary>Runs when the assembly is loaded, before anything else in it.</summary>");
        if (facts.CanUseModuleInitializer) file.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        if (facts.IsUnity)
        {
            // IL2CPP has no module initializers.
            file.Line("[global::UnityEngine.RuntimeInitializeOnLoadMethod(global::UnityEngine.RuntimeInitializeLoadType.SubsystemRegistration)]");
        }

        file.Line($"internal static void Announce() => {KnownNames.GlobalMessages}.MessageRegistry.AddSource(Register);");
    }

    private static void AppendAttribute(CodeText file)
    {
        file.Line();
        file.Line("namespace System.Runtime.CompilerServices");
        file.Open();
        file.Line("/// <summary>Lets C# 9 compile module initializers where the framework does not have this type.</summary>");
        file.Line("[global::System.AttributeUsage(global::System.AttributeTargets.Method, Inherited = false)]");
        file.Line("internal sealed class ModuleInitializerAttribute : global::System.Attribute");
        file.Open();
        file.Close();
        file.Close();
    }
}
