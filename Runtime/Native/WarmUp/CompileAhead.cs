#if NET
using System;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace P2PNet.Native
{
    /// <summary>
    /// Has the just-in-time compiler translate this assembly's methods before they are called: what joins a lobby would otherwise be
    /// translated while the player waits for it, some five hundred methods. Where everything was compiled ahead of time it does nothing.
    /// </summary>
    internal static class CompileAhead
    {
        private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

        [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A method that was trimmed away needs no translation.")]
        [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A method that was trimmed away needs no translation.")]
        public static void Run()
        {
            if (!RuntimeFeature.IsDynamicCodeCompiled) return;
            foreach (Type type in typeof(CompileAhead).Assembly.GetTypes())
            {
                if (type.ContainsGenericParameters) continue;
                foreach (MethodInfo method in type.GetMethods(All)) Prepare(method);
                foreach (ConstructorInfo constructor in type.GetConstructors(All)) Prepare(constructor);
            }
        }

        private static void Prepare(MethodBase method)
        {
            if (!method.IsAbstract && !method.ContainsGenericParameters && (method.GetMethodImplementationFlags() & MethodImplAttributes.CodeTypeMask) == MethodImplAttributes.IL)
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
    }
}
#endif
