#include "rt.h"
/* A bit of everything that regions have, each part with a checksum of its own that never changes, and code that is
 * rewritten: a function is made anew in each round, is called until it is translated, and must do what it says. */
const char*wl_name="soak"; int wl_rounds=100;
#define CALLS 30000
#define FUNCTIONS 16
static u32 arr[1<<12]; static int A[32][32],B[32][32],C[32][32]; static u64 src[1<<12],dst[1<<12];
static u32 code[FUNCTIONS][1024] __attribute__((aligned(4096)));
static u64 first[4]; static int wrong;
static u64 sort(void){ u32 x=1; for(int i=0;i<1<<12;i++){x^=x<<13;x^=x>>17;x^=x<<5;arr[i]=x;}
 for(int gap=1<<11;gap;gap>>=1) for(int i=gap;i<1<<12;i++){ u32 v=arr[i]; int j=i; for(;j>=gap&&arr[j-gap]>v;j-=gap) arr[j]=arr[j-gap]; arr[j]=v; }
 u64 s=0; for(int i=0;i<1<<12;i++){ if(i&&arr[i-1]>arr[i]) wrong++; s=s*31+arr[i]; } return s; }
static u64 product(void){ for(int i=0;i<32;i++)for(int j=0;j<32;j++){A[i][j]=i*3+j;B[i][j]=i-j*2;}
 u64 s=0; for(int k=0;k<4;k++){ for(int i=0;i<32;i++)for(int j=0;j<32;j++){int t=0;for(int l=0;l<32;l++)t+=A[i][l]*B[l][j];C[i][j]=t+k;} s=s*7+C[k][k+1]; } return s; }
static u64 copies(void){ for(int i=0;i<1<<12;i++) src[i]=i*0x9e3779b97f4a7c15UL; for(int k=0;k<16;k++) memcpy((u8*)dst+k,src,sizeof src-16); u64 s=0; for(int i=0;i<1<<12;i++) s=s*31+dst[i]; return s; }
static u64 floats(void){ double x=1,s=0; float f=1; for(int i=1;i<20000;i++){ x=x*1.0001+1.0/i; s+=x/(i+0.5); f=f*0.75f+i; } union{double d;u64 u;}v; v.d=s+f; return v.u; }
static u64 rewritten(int r){ u32*c=code[r%FUNCTIONS]; int add=1+r%1000; u64 s=0;
 c[0]=0x00050513|add<<20; c[1]=0x00008067; asm volatile("fence.i":::"memory"); /* addi a0,a0,add; ret */
 u64(*f)(u64)=(u64(*)(u64))c; for(int i=0;i<CALLS;i++) s=f(s);
 if(s!=(u64)add*CALLS) wrong++;
 return 0; }
void wl_setup(void){ first[0]=sort(); first[1]=product(); first[2]=copies(); first[3]=floats(); }
u64 wl_round(int r){ for(int k=0;k<4;k++){ wrong+=sort()!=first[0]; wrong+=product()!=first[1]; wrong+=copies()!=first[2]; wrong+=floats()!=first[3]; rewritten(4*r+k); }
 return first[0]^first[1]^first[2]^first[3]^((u64)wrong<<32); }
