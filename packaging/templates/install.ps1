# Installs ftpscope @VERSION@ for one user, on Windows:
#
#   powershell -ExecutionPolicy Bypass -File install.ps1
#
# The program goes to %LOCALAPPDATA%\Programs\ftpscope, which is added to the user's path; FTPSCOPE_PREFIX sets another
# folder. What is fetched must have the checksum that stands here.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

$name = 'ftpscope-@VERSION@-x86_64-pc-windows-msvc'
$address = "@HOME@/releases/download/v@VERSION@/$name.zip"
$expected = '@SHA256 x86_64-pc-windows-msvc@'
$folder = $env:FTPSCOPE_PREFIX
if (-not $folder) {
    $folder = Join-Path $env:LOCALAPPDATA 'Programs\ftpscope'
}

$work = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
New-Item -ItemType Directory -Path $work | Out-Null
try {
    $archive = Join-Path $work 'archive.zip'
    Invoke-WebRequest -UseBasicParsing -Uri $address -OutFile $archive
    $found = (Get-FileHash -Algorithm SHA256 -Path $archive).Hash
    if ($found -ne $expected) {
        throw "$name.zip is not what was released: its checksum differs"
    }
    Expand-Archive -Path $archive -DestinationPath $work
    New-Item -ItemType Directory -Force -Path $folder | Out-Null
    Copy-Item -Recurse -Force -Path (Join-Path (Join-Path $work $name) '*') -Destination $folder
} finally {
    Remove-Item -Recurse -Force -Path $work
}

$path = [Environment]::GetEnvironmentVariable('Path', 'User')
if (($path -split ';') -notcontains $folder) {
    [Environment]::SetEnvironmentVariable('Path', (@($path, $folder) | Where-Object { $_ }) -join ';', 'User')
    Write-Output 'Open a new window: the path of this one is the old one.'
}
Write-Output "ftpscope @VERSION@ is in $folder"
